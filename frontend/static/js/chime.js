// Two soft tones for who looks elsewhere. A page that nobody has pressed anything on stays silent: browsers want it so.

const TONES = [523, 784]; // Hz, a fifth
const EACH = 0.35; // seconds

export function chime() {
  const context = new AudioContext();
  TONES.forEach((pitch, number) => {
    const begins = context.currentTime + number * EACH;
    const swing = new OscillatorNode(context, { frequency: pitch });
    const soft = new GainNode(context, { gain: 0 });
    soft.gain.setValueAtTime(0.15, begins);
    soft.gain.exponentialRampToValueAtTime(0.001, begins + 2 * EACH);
    swing.connect(soft).connect(context.destination);
    swing.start(begins);
    swing.stop(begins + 2 * EACH);
  });
  setTimeout(() => void context.close(), 3000 * EACH + 1000);
}
