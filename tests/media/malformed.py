"""Malformed pictures of many kinds, made from a seed: what fuzzers, broken disks and hostile people produce."""

import struct
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

from tests.media.pictures import encoded, noise, ramp16

Numbers = np.random.Generator

_COLOUR = Image.fromarray(noise(96, 72))
_SOURCES: dict[str, bytes] = {
    "jpg": encoded("JPEG", _COLOUR),
    "progressive.jpg": encoded("JPEG", _COLOUR, progressive=True),
    "cmyk.jpg": encoded("JPEG", _COLOUR.convert("CMYK")),
    "png": encoded("PNG", _COLOUR),
    "palette.png": encoded("PNG", _COLOUR.quantize(32)),
    "deep.png": encoded("PNG", ramp16()),
    "animated.png": encoded("PNG", _COLOUR, save_all=True, append_images=[_COLOUR.rotate(90)]),
    "tif": encoded("TIFF", _COLOUR),
    "lzw.tif": encoded("TIFF", _COLOUR, compression="tiff_lzw"),
    "deep.tif": encoded("TIFF", ramp16(), compression="tiff_adobe_deflate"),
    "float.tif": encoded("TIFF", ramp16().astype(np.float32)),
    "fax.tif": encoded("TIFF", _COLOUR.convert("1"), compression="group4"),
    "webp": encoded("WEBP", _COLOUR),
    "lossless.webp": encoded("WEBP", _COLOUR, lossless=True),
    "gif": encoded("GIF", _COLOUR.quantize(32), save_all=True, append_images=[_COLOUR.quantize(16)]),
    "bmp": encoded("BMP", _COLOUR),
    "rle.bmp": encoded("BMP", _COLOUR.quantize(16)),
    "avif": encoded("AVIF", _COLOUR),
    "jp2": encoded("JPEG2000", _COLOUR),
    "deep.jp2": encoded("JPEG2000", ramp16()),
}


def _cut(data: bytes, numbers: Numbers) -> bytes:
    return data[: int(numbers.integers(0, 64)) * len(data) // 64]


def _flipped(data: bytes, numbers: Numbers) -> bytes:
    damaged = np.frombuffer(data, np.uint8).copy()
    places = numbers.integers(0, len(damaged), max(1, int(len(damaged) * 10.0 ** -numbers.uniform(1, 4))))
    damaged[places] ^= numbers.integers(1, 256, len(places)).astype(np.uint8)
    return damaged.tobytes()


def _header_flipped(data: bytes, numbers: Numbers) -> bytes:
    start = min(len(data), 200)
    return _flipped(data[:start], numbers) + data[start:]


def _wild_numbers(data: bytes, numbers: Numbers) -> bytes:
    """Some aligned words of the first and last 400 bytes become limits of their types."""
    damaged = bytearray(data)
    for _ in range(int(numbers.integers(1, 6))):
        low = 0 if numbers.random() < 0.7 else max(0, len(damaged) - 400)
        at = int(numbers.integers(low, min(low + 400, len(damaged) - 4)))
        word = numbers.choice([0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF0000, 0x0000FFFF, 65_500])
        damaged[at : at + 4] = struct.pack(numbers.choice(["<I", ">I"]), int(word))
    return bytes(damaged)


def _repeated(data: bytes, numbers: Numbers) -> bytes:
    start, end = sorted(int(place) for place in numbers.integers(0, len(data), 2))
    return data[:end] + data[start:end] * int(numbers.integers(1, 50)) + data[end:]


def _left_out(data: bytes, numbers: Numbers) -> bytes:
    start, end = sorted(int(place) for place in numbers.integers(0, len(data), 2))
    return data[:start] + data[end:]


def _zeroed(data: bytes, numbers: Numbers) -> bytes:
    start = int(numbers.integers(0, len(data)))
    end = min(len(data), start + int(numbers.integers(1, 4096)))
    return data[:start] + bytes(end - start) + data[end:]


def _spliced(data: bytes, numbers: Numbers) -> bytes:
    other = _SOURCES[str(numbers.choice(list(_SOURCES)))]
    at = int(numbers.integers(0, min(len(data), len(other))))
    return data[:at] + other[at:]


DAMAGES: dict[str, Callable[[bytes, Numbers], bytes]] = {
    "cut": _cut,
    "flipped": _flipped,
    "header flipped": _header_flipped,
    "wild numbers": _wild_numbers,
    "repeated": _repeated,
    "left out": _left_out,
    "zeroed": _zeroed,
    "spliced": _spliced,
}


def _png(width: int, height: int, depth: int, colour: int, rows: bytes, *more: bytes) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _any_size(numbers: Numbers) -> tuple[int, int]:
    width, height = (int(2.0 ** numbers.uniform(0, 31)) for _ in range(2))
    return width, height


def _lying_png(numbers: Numbers) -> bytes:
    depth, colour = numbers.choice([[8, 2], [16, 0], [1, 0], [8, 3], [16, 6], [3, 2], [8, 7]])
    return _png(*_any_size(numbers), int(depth), int(colour), zlib.compress(bytes(int(numbers.integers(0, 100_000)))))


def _bomb_png(numbers: Numbers) -> bytes:
    """A picture of up to 60 million pixels, or of 400 million, in a small file that really unpacks to it."""
    side = int(numbers.choice([20_000, *numbers.integers(1_000, 5_000, 4)]))
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(side + 1)) for _ in range(side)) + packer.flush()
    return _png(side, side, 8, 0, rows)


def _text_bomb_png(numbers: Numbers) -> bytes:
    text = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(int(numbers.integers(5_000_000, 20_000_000)))))
    return _png(8, 8, 8, 0, zlib.compress(bytes(72)), text)


def _lying_jpeg(numbers: Numbers) -> bytes:
    data = bytearray(_SOURCES["jpg"])
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", *(int(side) for side in numbers.integers(0, 65_536, 2)))
    return bytes(data)


def _lying_bmp(numbers: Numbers) -> bytes:
    data = bytearray(_SOURCES["bmp"])
    data[18:26] = struct.pack("<ii", *(int(2.0 ** numbers.uniform(0, 31)) * int(numbers.choice([-1, 1])) for _ in "wh"))
    return bytes(data)


def _lying_gif(numbers: Numbers) -> bytes:
    data = bytearray(_SOURCES["gif"])
    data[6:10] = struct.pack("<HH", *(int(side) for side in numbers.integers(0, 65_536, 2)))
    return bytes(data)


def _lying_tiff(numbers: Numbers) -> bytes:
    """Any values in any tags."""
    tags = sorted({int(tag) for tag in numbers.choice([256, 257, 258, 259, 262, 273, 274, 277, 278, 279, 284, 322, 323, 324, 325, 338, 339], 12)} | {256, 257})  # fmt: skip # noqa: E501
    entries = b"".join(
        struct.pack("<HHII", tag, int(numbers.choice([1, 3, 4, 12, 16])), int(numbers.choice([1, 3, 1 << 30])),
                    int(numbers.choice([0, 1, 2, 8, 16, 100, 4000, 60_000, 0xFFFFFFFF])))
        for tag in tags
    )  # fmt: skip
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + bytes(4) + numbers.bytes(2000)


def _looping_tiff(numbers: Numbers) -> bytes:
    """A list of pages that never ends."""
    data = bytearray(_SOURCES["tif"])
    first = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, first)[0]
    struct.pack_into("<I", data, first + 2 + 12 * count, int(numbers.choice([first, 8, 4])))
    return bytes(data)


def _noise(numbers: Numbers) -> bytes:
    beginning = numbers.choice(["", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF89a", "BM", "II*\0", "RIFF\0\0\0\0WEBP"])
    return str(beginning).encode("latin-1") + numbers.bytes(int(numbers.integers(0, 5000)))


def _other_format(numbers: Numbers) -> bytes:
    """What Pillow or OpenCV would read elsewhere, and we never do."""
    return bytes(
        numbers.choice(
            [
                b"SIMPLE  =                    T" + bytes(2850),
                b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
                b"%PDF-1.4\n1 0 obj<<>>endobj",
                b"8BPS\0\x01" + bytes(60),
                b"P6 99999 99999 255\n",
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                b"#?RADIANCE\n\n-Y 9999 +X 9999\n",
                b"v/1\x01" + bytes(100),
                b"#EXTM3U\nfile:///etc/passwd\n",
            ]
        )
    )


WHOLE: dict[str, Callable[[Numbers], bytes]] = {
    "png that lies about its size": _lying_png,
    "png bomb": _bomb_png,
    "png with a text bomb": _text_bomb_png,
    "jpeg that lies about its size": _lying_jpeg,
    "bmp that lies about its size": _lying_bmp,
    "gif that lies about its size": _lying_gif,
    "tiff with any tags": _lying_tiff,
    "tiff whose pages never end": _looping_tiff,
    "noise": _noise,
    "another format": _other_format,
    "nothing": lambda numbers: b"",
}

KINDS = [
    *((f"{name}, {damage}") for name in _SOURCES for damage in DAMAGES),
    *WHOLE,
]
"""Every kind of malformed picture, by name."""


def malformed(seed: int) -> tuple[str, bytes]:
    """The kind and the content of the malformed picture with this number; the kinds take turns."""
    numbers = np.random.default_rng(seed)
    if seed % 3 == 0:
        name = list(WHOLE)[seed // 3 % len(WHOLE)]
        return name, WHOLE[name](numbers)
    source = list(_SOURCES)[int(numbers.integers(0, len(_SOURCES)))]
    damage = list(DAMAGES)[int(numbers.integers(0, len(DAMAGES)))]
    return f"{source}, {damage}", DAMAGES[damage](_SOURCES[source], numbers)
