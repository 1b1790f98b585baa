// How a connection does, from what the browser counts.

/** @typedef {{frames: number, sound: number, relayed: boolean|null}} Doing frames shown, packets of sound, whether by a relay */

/** @param {Iterable<any>} reports of RTCPeerConnection.getStats() @returns {Doing} */
export function doing(reports) {
  const all = [...reports];
  let [frames, sound] = [0, 0];
  for (const one of all) {
    if (one.type === "inbound-rtp" && one.kind === "video") frames += one.framesDecoded ?? 0;
    if (one.type === "inbound-rtp" && one.kind === "audio") sound += one.packetsReceived ?? 0;
  }
  const transport = all.find((one) => one.type === "transport" && one.selectedCandidatePairId);
  const pair = all.find((one) => one.id === transport?.selectedCandidatePairId);
  const ends = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => all.find((one) => one.id === id)?.candidateType);
  return { frames, sound, relayed: pair ? ends.includes("relay") : null };
}
