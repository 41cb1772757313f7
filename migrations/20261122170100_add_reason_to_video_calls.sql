-- Why a call was asked for: staff sees it before they take it. Null for those that were asked for before.
ALTER TABLE video_calls ADD COLUMN reason TEXT;
