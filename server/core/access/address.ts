// Normalizes the addresses of callers, and maps them to the networks by which attempts are counted. Pure.

/** An address as it is shown: an IPv4-mapped IPv6 address becomes an IPv4 address. */
export const tidyAddress = (address: string): string =>
  address.toLowerCase().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, "");

/** The network by which attempts are counted: an IPv4 address, or the /64 of an IPv6 address, the least that an internet customer has. */
export function networkOf(address: string): string {
  const tidy = tidyAddress(address).replace(/%.*$/, "");
  if (!tidy.includes(":") || !URL.canParse(`http://[${tidy}]`)) return tidy;
  // URL normalises the address: no dotted IPv4 part and no leading zeros.
  const [left = "", right] = new URL(`http://[${tidy}]`).hostname.slice(1, -1).split("::");
  const [before, after] = [left, right ?? ""].map((side) => (side === "" ? [] : side.split(":"))) as [
    string[],
    string[],
  ];
  const groups = [...before, ...Array(8 - before.length - after.length).fill("0"), ...after];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
