/** What a picture on the screen shows at this moment, whole, as JPEG; nothing while it shows nothing. */
export async function snapshot(video: HTMLVideoElement): Promise<Blob | undefined> {
  const { videoWidth: width, videoHeight: height } = video;
  if (!width || !height) return undefined;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return (await new Promise<Blob | null>((made) => canvas.toBlob(made, 'image/jpeg', 0.93))) ?? undefined;
}
