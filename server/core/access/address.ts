// Addresses of callers, spelled in one way, and the networks by which they are counted. Pure.

/** An address as it is shown: an IPv4 address that came by way of IPv6 is one again. */
export const tidyAddress = (address: string): string =>
  address.toLowerCase().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, "");

/** What one customer of a provider has at least: an IPv4 address, or the 2^64 IPv6 addresses that begin in the same way. */
export function networkOf(address: string): string {
  const tidy = tidyAddress(address).replace(/%.*$/, "");
  if (!tidy.includes(":") || !URL.canParse(`http://[${tidy}]`)) return tidy;
  // The URL's spelling has no dotted tail and no leading zeros.
  const [left = "", right] = new URL(`http://[${tidy}]`).hostname.slice(1, -1).split("::");
  const [before, after] = [left, right ?? ""].map((side) => (side === "" ? [] : side.split(":"))) as [
    string[],
    string[],
  ];
  const groups = [...before, ...Array(8 - before.length - after.length).fill("0"), ...after];
  return `${groups.slice(0, 4).join(":")}::/64`;
}
