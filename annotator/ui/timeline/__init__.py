"""The timeline under the picture: a row for each track of the video, and how its instances stand over the frames."""
