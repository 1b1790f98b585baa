"""Draws the stage loop of the demo: our own slides over slowly moving cells, with a quiet tone and captions.

Run from the project folder, needs ffmpeg, Pillow and NumPy: `python -m config.demo.make_stage`.
Writes frontend/static/demo/stage/: stage.m3u8 (master), for each variant (video, low, sound) its playlist and segments,
captions.vtt, poster.jpg.
All motion is periodic, so the last picture meets the first.
"""

from __future__ import annotations

import shutil
import subprocess
from math import cos, pi, sin
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

OUT = Path(__file__).resolve().parents[2] / "frontend" / "static" / "demo" / "stage"
WIDTH, HEIGHT, RATE, SECONDS, SEGMENT = 960, 540, 15, 36, 6
SLIDE = 12  # seconds
LOOPS = 100  # an hour: nobody should meet the end of it
FADE = 1.0
INK, PAPER, TEAL = (27, 36, 58), (249, 247, 241), (0, 98, 104)
TRACKS = ((63, 110, 158), (142, 84, 139), (62, 125, 84), (141, 99, 49))
TITLE_FONT, TEXT_FONT = "DejaVuSerif.ttf", "DejaVuSans.ttf"

SLIDES = (
    (
        "Tidelines",
        "Metastasis research around the clock",
        "This picture, these slides and this tone were made for the demo.",
    ),
    ("Three states, one name", "At rest  ·  in balance  ·  held in check", "An invented slide about sleeping cells."),
    ("What would you ask?", "Questions stand beside the stage", "With your name, or without it."),
)
CAPTIONS = (
    (0, 4, "Welcome to Tidelines. This is the demo stage."),
    (4, 8, "The picture shows slowly moving cells, drawn by a program."),
    (8, 12, "You hear a quiet tone. Nobody is speaking."),
    (12, 17, "An invented slide: three states that share one name."),
    (17, 24, "Some cells rest, some stay in balance, some are held in check."),
    (24, 30, "What would you ask? Questions stand beside the stage."),
    (30, 36, "Ask with your name, or without it."),
)


def main() -> None:
    """Draw all frames into ffmpeg and write the texts beside the segments."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    plates = [_plate(number) for number in range(len(SLIDES))]
    encoder = subprocess.Popen(_ffmpeg(), stdin=subprocess.PIPE)
    pipe = encoder.stdin
    if pipe is None:
        raise RuntimeError("ffmpeg has no input")
    for number in range(SECONDS * RATE):
        picture = frame(number / RATE, plates)
        if number == 2 * RATE:
            picture.save(OUT / "poster.jpg", quality=78, optimize=True)
        pipe.write(picture.tobytes())
    pipe.close()
    if encoder.wait():
        raise SystemExit("ffmpeg failed")
    for words in thinner():
        subprocess.run(words, check=True)
    (OUT / f"sound-{SECONDS // SEGMENT}.ts").unlink(missing_ok=True)  # the few milliseconds beyond the picture
    _write_texts()


def frame(at: float, plates: list[Image.Image]) -> Image.Image:
    """The picture at `at` seconds."""
    picture = Image.fromarray(_cells(at))
    number = int(at // SLIDE) % len(plates)
    into = at % SLIDE
    picture = Image.composite(plates[number].convert("RGB"), picture, plates[number].getchannel("A"))
    if into > SLIDE - FADE:
        following = plates[(number + 1) % len(plates)]
        other = Image.composite(following.convert("RGB"), Image.fromarray(_cells(at)), following.getchannel("A"))
        picture = Image.blend(picture, other, (into - (SLIDE - FADE)) / FADE)
    _timer(ImageDraw.Draw(picture), at)
    return picture


def _cells(at: float) -> NDArray[np.uint8]:
    """Soft discs with a darker core, each on its own closed path over the loop."""
    canvas = np.empty((HEIGHT, WIDTH, 3), dtype=np.float32)
    canvas[:] = PAPER
    turn = 2 * pi * at / SECONDS
    seeds = np.random.default_rng(1984)
    for number in range(22):
        x, y, reach, phase, size = seeds.random(5)
        speed = 1 + number % 2  # whole turns, or the loop would jump
        radius = 22 + 46 * size + 3 * sin(2 * turn + 6.28 * phase)
        centre = (
            WIDTH * (0.72 + 0.34 * x) + 40 * reach * cos(speed * turn + 6.28 * phase),
            HEIGHT * (1.1 * y - 0.05) + 30 * reach * sin(speed * turn + 6.28 * phase),
        )
        _disc(canvas, centre, radius, TRACKS[number % 4], 0.2)
        _disc(canvas, (centre[0] + radius / 6, centre[1] - radius / 8), radius * 0.4, TRACKS[number % 4], 0.4)
    return canvas.astype(np.uint8)


def _disc(
    canvas: NDArray[np.float32],
    centre: tuple[float, float],
    radius: float,
    colour: tuple[int, int, int],
    strength: float,
) -> None:
    left, right = max(0, int(centre[0] - radius - 4)), min(WIDTH, int(centre[0] + radius + 5))
    top, bottom = max(0, int(centre[1] - radius - 4)), min(HEIGHT, int(centre[1] + radius + 5))
    if left >= right or top >= bottom:
        return
    rows, columns = np.mgrid[top:bottom, left:right]
    far = np.hypot(columns - centre[0], rows - centre[1])
    cover = (np.clip((radius - far) / 3, 0, 1) * strength)[..., None].astype(np.float32)
    part = canvas[top:bottom, left:right]
    part += cover * (np.array(colour, dtype=np.float32) - part)


def _plate(number: int) -> Image.Image:
    """One slide as a transparent layer: a paper panel at the left and its words."""
    title, line, small = SLIDES[number]
    plate = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0))
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle((48, 120, 640, 420), 14, fill=(*PAPER, 236))
    draw.rectangle((48, 140, 54, 400), fill=(*TEAL, 255))
    draw.text((84, 170), title, font=ImageFont.truetype(TITLE_FONT, 44), fill=(*INK, 255))
    draw.text((86, 250), line, font=ImageFont.truetype(TEXT_FONT, 24), fill=(*TEAL, 255))
    draw.text((86, 360), small, font=ImageFont.truetype(TEXT_FONT, 16), fill=(*INK, 255))
    if number == 1:
        for place, count in enumerate((1, 3, 5)):
            for step in range(count):
                x, y = 110 + place * 150 + 22 * step, 316
                draw.ellipse((x - 9, y - 9, x + 9, y + 9), outline=(*TRACKS[place], 255), width=3)
    return plate


def _timer(draw: ImageDraw.ImageDraw, at: float) -> None:
    """How far the loop has come: a ring and seconds at the lower right, a line below."""
    draw.rounded_rectangle((806, 470, 926, 514), 22, fill=PAPER)
    draw.arc((816, 478, 844, 506), -90, -90 + 360 * at / SECONDS, fill=TEAL, width=4)
    draw.text((856, 480), f"0:{int(at):02d}", font=ImageFont.truetype(TEXT_FONT, 22), fill=INK)


def _ffmpeg() -> list[str]:
    tone = "0.010*sin(2*PI*110*t)+0.006*sin(2*PI*165*t)*(0.6+0.4*cos(2*PI*t/12))"
    return [
        *("ffmpeg", "-hide_banner", "-loglevel", "error", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "-"),
        *("-f", "lavfi", "-t", str(SECONDS), "-i", f"aevalsrc={tone}:s=44100"),
        *("-c:v", "libx264", "-preset", "slow", "-crf", "29", "-pix_fmt", "yuv420p", "-profile:v", "main"),
        *("-g", str(RATE * SEGMENT), "-keyint_min", str(RATE * SEGMENT), "-sc_threshold", "0"),
        *("-c:a", "aac", "-b:a", "40k", "-ac", "1", "-map_metadata", "-1", "-fflags", "+bitexact"),
        *("-f", "hls", "-hls_time", str(SEGMENT), "-hls_playlist_type", "vod", "-hls_list_size", "0"),
        *("-hls_segment_filename", str(OUT / "video-%d.ts"), str(OUT / "video.m3u8")),
    ]


def thinner() -> tuple[list[str], list[str]]:
    """The calls that make the loop for thin lines: a small picture, and the sound alone, cut at the same seconds."""
    whole = "concat:" + "|".join(str(OUT / f"video-{number}.ts") for number in range(SECONDS // SEGMENT))
    head = [
        *("ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-i", whole),
        *("-map_metadata", "-1", "-fflags", "+bitexact"),
    ]
    small = ["-vf", "scale=-2:240", "-c:v", "libx264", "-preset", "slow", "-crf", "33", "-profile:v", "main"]
    keys = ["-force_key_frames", f"expr:gte(t,n_forced*{SEGMENT})", "-sc_threshold", "0"]

    def cut(name: str) -> list[str]:
        segments, playlist = str(OUT / f"{name}-%d.ts"), str(OUT / f"{name}.m3u8")
        return [
            *("-f", "hls", "-hls_time", str(SEGMENT), "-hls_list_size", "0"),
            *("-hls_segment_filename", segments, playlist),
        ]

    return [*head, *small, *keys, "-c:a", "copy", *cut("low")], [*head, "-vn", "-c:a", "copy", *cut("sound")]


def _write_texts() -> None:
    cues = "\n\n".join(
        f"{_clock(SECONDS * loop + start)} --> {_clock(SECONDS * loop + end)}\n{text}"
        for loop in range(LOOPS)
        for start, end, text in CAPTIONS
    )
    (OUT / "captions.vtt").write_text(f"WEBVTT\n\n{cues}\n", encoding="utf-8")
    sizes = {"video": f",RESOLUTION={WIDTH}x{HEIGHT}", "low": ",RESOLUTION=426x240", "sound": ""}
    variants = [
        f"#EXT-X-STREAM-INF:BANDWIDTH={_write_playlist(name)}{size}\n{name}.m3u8" for name, size in sizes.items()
    ]
    (OUT / "stage.m3u8").write_text("\n".join(["#EXTM3U", "#EXT-X-VERSION:3", *variants, ""]), encoding="utf-8")


def _write_playlist(name: str) -> int:
    """The loop over and over; gives the bits per second of its largest segment."""
    parts = "".join(f"#EXTINF:{SEGMENT},\n{name}-{number}.ts\n" for number in range(SECONDS // SEGMENT))
    (OUT / f"{name}.m3u8").write_text(
        f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{SEGMENT}\n#EXT-X-PLAYLIST-TYPE:VOD\n"
        + "#EXT-X-DISCONTINUITY\n".join([parts] * LOOPS)
        + "#EXT-X-ENDLIST\n",
        encoding="utf-8",
    )
    return max(file.stat().st_size for file in OUT.glob(f"{name}-*.ts")) * 8 // SEGMENT


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"


if __name__ == "__main__":
    main()
