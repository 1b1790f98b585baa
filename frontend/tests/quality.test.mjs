import assert from "node:assert/strict";
import { test } from "node:test";

const { choices, parts, pick } = await import("../static/js/quality.js");

const high = { url: "high", height: 720, bitrate: 2_400_000 };
const low = { url: "low", height: 240, bitrate: 430_000 };
const sound = { url: "sound", bitrate: 56_000 };
const values = (variants) => choices(variants).map((choice) => choice.value);

test("the menu has automatic, the heights from the largest, and sound", () => {
  assert.deepEqual(values([sound, low, high]), ["", "720p", "240p", "sound"]);
});

test("where there is nothing to choose there is no menu", () => {
  assert.deepEqual(values([high]), []);
  assert.deepEqual(values([]), []);
  assert.deepEqual(values([{ url: "radio", bitrate: 56_000, codecs: "mp4a.40.2" }]), []);
});

test("one picture and its sound are no choice of heights", () => {
  assert.deepEqual(values([high, sound]), ["", "sound"]);
});

test("a height that comes twice stands once and means the better one", () => {
  const better = { url: "better", height: 720, bitrate: 4_000_000 };
  assert.deepEqual(values([high, better, low]), ["", "720p", "240p", "sound"]);
  assert.equal(pick([high, better, low], "720p").variant?.url, "better");
});

test("codecs tell sound from a picture whose size is not said", () => {
  const unsized = { url: "unsized", bitrate: 900_000, codecs: "mp4a.40.2, avc1.4d401f" };
  const alone = { url: "alone", bitrate: 48_000, codecs: "mp4a.40.2" };
  assert.equal(parts([unsized, alone]).sound?.url, "alone");
  assert.deepEqual(values([unsized, { ...unsized, bitrate: 400_000 }]), ["", "900 kbit/s", "400 kbit/s", "sound"]);
});

test("a playlist that says neither size nor codec is taken for pictures", () => {
  assert.equal(parts([{ url: "a", bitrate: 500_000 }, { url: "b", bitrate: 90_000 }]).sound, null);
});

test("a remembered height is found, and one that is not here is automatic", () => {
  assert.deepEqual(pick([high, low, sound], "240p"), { value: "240p", variant: low, alone: false });
  assert.deepEqual(pick([high, low, sound], "1080p"), { value: "", variant: null, alone: false });
  assert.deepEqual(pick([high], "sound"), { value: "", variant: null, alone: false });
});

test("sound is the variant without picture, else the smallest picture", () => {
  assert.deepEqual(pick([high, low, sound], "sound"), { value: "sound", variant: sound, alone: true });
  assert.deepEqual(pick([high, low], "sound"), { value: "sound", variant: low, alone: false });
});
