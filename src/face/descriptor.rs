//! The descriptor network as data: how a face is laid on its input, what it answers, how two answers are compared.
//!
//! A bank replaces the shipped network by another embedding with a file like `models/descriptor.toml`; nothing here is
//! compiled for one of them.

use std::path::PathBuf;

use image::RgbImage;
use serde::Deserialize;

use super::{
    align,
    geometry::{Point, Similarity, mean},
    landmarks::Landmarks,
    pixels,
    template::ModelId,
    threshold::Thresholds,
};

/// What a descriptor wants and gives. It holds for one file of weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Descriptor {
    /// The network's file by its SHA-256.
    pub model: ModelId,
    /// How it is used.
    pub form: Form,
}

/// How a descriptor is used, as its manifest says it (TOML).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Form {
    /// The network's ONNX file, from the folder of the manifest.
    pub file: PathBuf,
    /// Pixels of the input, each side, `32 ..= 1024`.
    pub side: u32,
    /// How the picture becomes a tensor.
    pub tensor: Tensor,
    /// Where the face lies on the input.
    pub alignment: Alignment,
    /// How many numbers it gives, `8 ..= 4096`.
    pub values: usize,
    /// How two of its answers are compared.
    pub metric: Metric,
    /// What the distances mean where no journey says it: at the command line.
    pub thresholds: Thresholds,
}

/// How a picture becomes a tensor of one batch: `(channel - mean) × scale`, in the order of axes and channels.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Which axis comes first.
    pub axes: Axes,
    /// Which colour comes first.
    pub channels: Channels,
    /// Taken from each channel, in the order of `channels`; bytes are `0 ..= 255`.
    pub mean: [f32; 3],
    /// What each is multiplied by then.
    pub scale: [f32; 3],
}

/// The order of a tensor's axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Axes {
    /// Batch, height, width, channels.
    Nhwc,
    /// Batch, channels, height, width.
    Nchw,
}

/// The order of a pixel's colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channels {
    /// Red first.
    Rgb,
    /// Blue first, as `OpenCV` has it.
    Bgr,
}

/// Where a face lies on a descriptor's input.
#[derive(Clone, Debug, PartialEq)]
pub enum Alignment {
    /// On dlib's mean face, with a quarter of its size around it: [`align::chip`].
    Dlib,
    /// Five points, in pixels of the input: both eyes' middles, the nose's tip, both corners of the mouth, the viewer's
    /// left before the right.
    FivePoints([Point; 5]),
}

/// How two templates are compared; 0 is the same picture in either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Metric {
    /// Euclidean distance.
    Euclidean,
    /// 1 − the cosine of the angle between them, `0 ..= 2`.
    Cosine,
}

impl Descriptor {
    /// The shipped one's form, of the file `model`: dlib's residual network as `models/convert/` makes it.
    pub fn dlib(model: ModelId) -> Self {
        let tensor = Tensor { axes: Axes::Nhwc, channels: Channels::Rgb, mean: [0.0; 3], scale: [1.0; 3] };
        let form = Form {
            file: "cache/descriptor.onnx".into(),
            side: align::SIDE,
            tensor,
            alignment: Alignment::Dlib,
            values: 128,
            metric: Metric::Euclidean,
            thresholds: Thresholds::default(),
        };
        Self { model, form }
    }

    /// The network's input: the face of `landmarks`, `chip` being the same on dlib's mean face, which is cut in any case.
    ///
    /// `None` when the points are all one, which no face gives.
    pub fn input(&self, picture: &RgbImage, landmarks: &Landmarks, chip: &RgbImage) -> Option<RgbImage> {
        let side = self.form.side;
        let place = match &self.form.alignment {
            Alignment::Dlib if side == align::SIDE => return Some(chip.clone()),
            Alignment::Dlib => align::place(landmarks, side, align::PADDING),
            Alignment::FivePoints(points) => {
                let all = landmarks.0;
                let eye = |points: &[Point]| mean(points).unwrap_or_default();
                let on_picture = [eye(&all[36..42]), eye(&all[42..48]), all[30], all[48], all[54]];
                Similarity::fit(points, &on_picture)
            }
        };
        Some(pixels::piece(picture, &place?, side))
    }
}

impl Form {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// The line that is wrong, and why.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

impl Tensor {
    /// The values of `picture` in the tensor's order, and its shape.
    pub fn of(&self, picture: &RgbImage) -> (Vec<f32>, [usize; 4]) {
        let side = |pixels: u32| usize::try_from(pixels).unwrap_or(usize::MAX);
        let (width, height) = (side(picture.width()), side(picture.height()));
        let (pixels, _) = picture.as_raw().as_chunks::<3>();
        let value = |pixel: &[u8; 3], channel: usize| {
            let colour = match self.channels {
                Channels::Rgb => pixel[channel],
                Channels::Bgr => pixel[2 - channel],
            };
            (f32::from(colour) - self.mean[channel]) * self.scale[channel]
        };
        match self.axes {
            Axes::Nhwc => {
                let values = pixels.iter().flat_map(|pixel| [0, 1, 2].map(|channel| value(pixel, channel)));
                (values.collect(), [1, height, width, 3])
            }
            Axes::Nchw => {
                let plane = |channel| pixels.iter().map(move |pixel| value(pixel, channel));
                ((0..3).flat_map(plane).collect(), [1, 3, height, width])
            }
        }
    }
}

/// A manifest before it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    file: PathBuf,
    side: u32,
    axes: Axes,
    channels: Channels,
    mean: [f32; 3],
    scale: [f32; 3],
    alignment: WrittenAlignment,
    values: usize,
    metric: Metric,
    thresholds: Thresholds,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenAlignment {
    Named(NamedAlignment),
    Points(WrittenPoints),
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum NamedAlignment {
    Dlib,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPoints {
    left_eye: Point,
    right_eye: Point,
    nose: Point,
    mouth_left: Point,
    mouth_right: Point,
}

impl TryFrom<Written> for Form {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { file, side, axes, channels, mean, scale, alignment, values, metric, thresholds } = written;
        if !(32..=1024).contains(&side) {
            return Err("side: must be 32 to 1024 pixels");
        }
        if !(8..=4096).contains(&values) {
            return Err("values: must be 8 to 4096");
        }
        if !mean.iter().chain(&scale).all(|v| v.is_finite()) || scale.contains(&0.0) {
            return Err("mean and scale: must be numbers, and no scale 0");
        }
        let alignment = match alignment {
            WrittenAlignment::Named(NamedAlignment::Dlib) => Alignment::Dlib,
            WrittenAlignment::Points(WrittenPoints { left_eye, right_eye, nose, mouth_left, mouth_right }) => {
                Alignment::FivePoints([left_eye, right_eye, nose, mouth_left, mouth_right])
            }
        };
        Ok(Self { file, side, tensor: Tensor { axes, channels, mean, scale }, alignment, values, metric, thresholds })
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;
    use crate::face::landmarks::POINTS;

    const OTHER: &str = r#"
        file = "other.onnx"
        side = 112
        axes = "nchw"
        channels = "bgr"
        mean = [127.5, 127.5, 127.5]
        scale = [0.0078125, 0.0078125, 0.0078125]
        values = 512
        metric = "cosine"
        thresholds = { match_at_most = 0.4, refer_at_most = 0.6 }
        [alignment]
        left_eye = [38.3, 51.7]
        right_eye = [73.5, 51.5]
        nose = [56.0, 71.7]
        mouth_left = [41.5, 92.4]
        mouth_right = [70.7, 92.2]
    "#;

    #[test]
    fn the_shipped_manifest_says_what_the_shipped_network_is() {
        let shipped = Form::parse(include_str!("../../models/descriptor.toml")).expect("a manifest");
        assert_eq!(shipped, Descriptor::dlib(ModelId::new([0; 32])).form);
    }

    #[test]
    fn a_manifest_that_cannot_be_used_is_refused_with_what_is_wrong() {
        assert!(Form::parse(OTHER).is_ok());
        for (right, wrong, why) in [
            ("side = 112", "side = 8", "32 to 1024"),
            ("values = 512", "values = 2", "8 to 4096"),
            ("scale = [0.0078125,", "scale = [0.0,", "no scale 0"),
            ("\"cosine\"", "\"manhattan\"", "manhattan"),
            ("nose =", "chin =", "alignment"),
            ("side = 112", "side = 112\nsize = 3", "size"),
        ] {
            let error = Form::parse(&OTHER.replace(right, wrong)).expect_err(wrong).to_string();
            assert!(error.contains(why), "{wrong}: {error}");
        }
    }

    #[test]
    fn a_tensor_has_its_channels_and_axes_in_the_order_that_is_asked_for() {
        let picture = RgbImage::from_fn(2, 1, |x, _| if x == 0 { Rgb([10, 20, 30]) } else { Rgb([11, 20, 30]) });
        let tensor =
            Tensor { axes: Axes::Nchw, channels: Channels::Bgr, mean: [10.0, 0.0, 0.0], scale: [1.0, 1.0, 2.0] };
        assert_eq!(tensor.of(&picture), (vec![20.0, 20.0, 20.0, 20.0, 20.0, 22.0], [1, 3, 1, 2]));
        let plain = Descriptor::dlib(ModelId::new([0; 32])).form.tensor;
        assert_eq!(plain.of(&picture), (vec![10.0, 20.0, 30.0, 11.0, 20.0, 30.0], [1, 1, 2, 3]));
    }

    #[test]
    fn five_points_of_the_face_come_to_lie_where_the_manifest_says() {
        let form = Form::parse(OTHER).expect("a manifest");
        let Alignment::FivePoints(wanted) = form.alignment.clone() else { panic!("five points") };
        // The face lies on the picture as on the input, three times as large and shifted; a white dot is its nose.
        let onto = |[x, y]: Point| [x * 3.0 + 40.0, y * 3.0 + 20.0];
        let mut points = [[0.0; 2]; POINTS];
        points[36..42].fill(onto(wanted[0]));
        points[42..48].fill(onto(wanted[1]));
        for (number, point) in [(30, wanted[2]), (48, wanted[3]), (54, wanted[4])] {
            points[number] = onto(point);
        }
        let [x, y] = onto(wanted[2]);
        let near = |a: u32, b: f32| (f64::from(a) - f64::from(b)).abs() < 4.0;
        let picture = RgbImage::from_fn(500, 400, |a, b| Rgb([if near(a, x) && near(b, y) { 255 } else { 0 }; 3]));
        let descriptor = Descriptor { model: ModelId::new([0; 32]), form };
        let input = descriptor.input(&picture, &Landmarks(points), &RgbImage::new(150, 150)).expect("a face");
        assert_eq!(input.dimensions(), (112, 112));
        assert!(input.get_pixel(56, 72).0[0] > 200 && input.get_pixel(46, 72).0[0] < 50);
    }
}
