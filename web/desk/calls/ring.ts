// The sound of a call that rings. Browsers allow sound only after the user has touched the page; until then it rings silently.

/** Two short tones every three seconds, until the returned function is called. */
export function startRinging(): () => void {
  let audio: AudioContext | null = null;
  const ring = () => {
    if (!navigator.userActivation.hasBeenActive) return;
    audio ??= new AudioContext();
    for (const [at, pitch] of [
      [0, 523],
      [0.32, 659],
    ] as const)
      tone(audio, audio.currentTime + at, pitch);
  };
  ring();
  const timer = setInterval(ring, 3_000);
  return () => {
    clearInterval(timer);
    void audio?.close();
  };
}

/** A tone of a quarter of a second. `pitch` in Hz. */
function tone(audio: AudioContext, at: number, pitch: number): void {
  const [source, volume] = [audio.createOscillator(), audio.createGain()];
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.12, at + 0.03);
  volume.gain.linearRampToValueAtTime(0, at + 0.27);
  source.connect(volume).connect(audio.destination);
  source.start(at);
  source.stop(at + 0.3);
}
