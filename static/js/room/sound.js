/** Short tones, made here so that no file has to load. Muted until allowed. */

const KEY = "room-sound";

/** Each tone: frequency in Hz, start and length in s. @type {Record<string, [number, number, number][]>} */
const TONES = {
  started: [[523, 0, 0.12], [784, 0.13, 0.18]],
  outbid: [[440, 0, 0.14], [330, 0.16, 0.24]],
  ten: [[660, 0, 0.09]],
  five: [[880, 0, 0.07], [880, 0.12, 0.07]],
  sold: [[523, 0, 0.1], [659, 0.11, 0.1], [784, 0.22, 0.26]],
};

export class Sounds {
  constructor(storage = localStorage) {
    this.storage = storage;
    this.on = this.remembered();
    /** @type {AudioContext | null} */
    this.context = null;
    // A remembered wish still needs one touch of this page before a browser lets it sound.
    if (this.on) addEventListener("pointerdown", () => this.wake(), { once: true });
  }

  remembered() {
    try {
      return this.storage.getItem(KEY) === "on";
    } catch {
      return false;
    }
  }

  /** @returns {boolean} whether sounds are on now */
  toggle() {
    this.on = !this.on;
    try {
      this.storage.setItem(KEY, this.on ? "on" : "off");
    } catch {
      // Forgotten with the page, then.
    }
    if (this.on) this.wake();
    this.play("started");
    return this.on;
  }

  wake() {
    this.context ??= new AudioContext();
    if (this.context.state === "suspended") this.context.resume().catch(() => undefined);
  }

  /** @param {keyof typeof TONES} name */
  play(name) {
    if (!this.on || !this.context) return;
    for (const [frequency, start, length] of TONES[name] ?? []) this.beep(frequency, start, length);
  }

  /** @param {number} frequency @param {number} start @param {number} length */
  beep(frequency, start, length) {
    const at = this.context.currentTime + start;
    const [tone, volume] = [this.context.createOscillator(), this.context.createGain()];
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.18, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
    tone.connect(volume).connect(this.context.destination);
    tone.start(at);
    tone.stop(at + length + 0.02);
  }
}
