"""What somebody sends along, made safe to keep and to show; everything else is refused with a code. No Django here.

Pictures are decoded and drawn anew, so that nothing but their pixels is left: no EXIF, no second file behind the first.
A PDF stays as it is and is never shown by a page of ours.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 10 * 1024 * 1024
# 24 megapixels is what phones take; a decoded pixel is 4 bytes, so a picture takes 100 MB at most
MOST_PIXELS, LONGEST_SIDE = 24_000_000, 12_000
# What a screen can show; larger ones are made smaller
KEPT_SIDE = 2560
LONGEST_NAME = 100
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
ENDINGS = {
    ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF", ".pdf": "PDF",
}  # fmt: skip


class Unsafe(Exception):
    """What was sent cannot be kept; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Clean:
    """A file as it is kept. `width` and `height` are pixels, 0 for what is no picture."""

    name: str
    kind: str
    content: bytes
    width: int = 0
    height: int = 0


def clean(name: str, content: bytes) -> Clean:
    """The file as it may be kept. Raises Unsafe: `file.name`, `file.type`, `file.too_large`, `file.too_many_pixels`."""
    if len(content) > MOST_BYTES:
        raise Unsafe("file.too_large")
    stem, promised = _name(name)
    if promised == "PDF":
        return Clean(f"{stem}.pdf", "application/pdf", _pdf(content))
    return _picture(stem, promised, content)


def _name(name: str) -> tuple[str, str]:
    """The name without its ending, and the kind that the ending promises."""
    path = PurePosixPath(name)
    odd = any(char in name for char in '/\\:*?"<>|') or any(ord(char) < 32 for char in name)
    if odd or not path.stem.strip(". ") or name.startswith(".") or len(name) > LONGEST_NAME * 2:
        raise Unsafe("file.name")
    if path.suffix.lower() not in ENDINGS:
        raise Unsafe("file.type")
    return path.stem[:LONGEST_NAME], ENDINGS[path.suffix.lower()]


def _pdf(content: bytes) -> bytes:
    """Begins and ends as a PDF does: nothing stands before it or behind it that another program would read."""
    if not content.startswith((b"%PDF-1.", b"%PDF-2.")):
        raise Unsafe("file.type")
    body = content.rstrip(b"\r\n\t \x00")
    if not body.endswith(b"%%EOF"):
        raise Unsafe("file.type")
    return content


def _picture(stem: str, promised: str, content: bytes) -> Clean:
    image = _open(promised, content)
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise Unsafe("file.too_many_pixels")
    try:
        image = ImageOps.exif_transpose(image)  # what EXIF said about turning is done, then it is gone
        image.thumbnail((KEPT_SIDE, KEPT_SIDE))
        return _drawn_anew(stem, image, promised)
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        raise Unsafe("file.type") from None


def _open(promised: str, content: bytes) -> Image.Image:
    """The picture, not decoded yet, if it is of the kind that its name promises."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(content), formats=(promised,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unsafe("file.too_many_pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Unsafe("file.type") from None


def _drawn_anew(stem: str, image: Image.Image, promised: str) -> Clean:
    """JPEG for photos, PNG for what may be see-through or was drawn; a moving picture stands still."""
    out = io.BytesIO()
    if promised == "JPEG":
        drawn = image.convert("RGB")
        drawn.info.clear()
        drawn.save(out, "JPEG", quality=85, optimize=True)
        return Clean(f"{stem}.jpg", "image/jpeg", out.getvalue(), drawn.width, drawn.height)
    drawn = image.convert("RGBA")
    drawn.info.clear()
    drawn.save(out, "PNG", optimize=True)
    return Clean(f"{stem}.png", "image/png", out.getvalue(), drawn.width, drawn.height)
