// The markets of Meta's rate card: whose recipients cost the same. Pure.
import { type CountryCode, getCountryCallingCode, isSupportedCountry } from "libphonenumber-js";

/** The calling codes of each market; any other code is of the market {@link OTHER}. (Meta: pricing, rate cards; Kazakhstan's by the number plan.) */
const callingCodes: Readonly<Record<string, string>> = {
  Argentina: "54",
  Bangladesh: "880",
  Brazil: "55",
  Chile: "56",
  Colombia: "57",
  Egypt: "20",
  France: "33",
  Germany: "49",
  "Hong Kong": "852",
  Hungary: "36",
  India: "91",
  Indonesia: "62",
  Iraq: "964",
  Israel: "972",
  Italy: "39",
  Kazakhstan: "76 77",
  Kuwait: "965",
  Malaysia: "60",
  Mexico: "52",
  Morocco: "212",
  Nepal: "977",
  Netherlands: "31",
  Nigeria: "234",
  "North America": "1",
  Oman: "968",
  Pakistan: "92",
  Peru: "51",
  Poland: "48",
  Qatar: "974",
  Romania: "40",
  Russia: "7",
  "Saudi Arabia": "966",
  Singapore: "65",
  "South Africa": "27",
  Spain: "34",
  "Sri Lanka": "94",
  Turkey: "90",
  Ukraine: "380",
  "United Arab Emirates": "971",
  "United Kingdom": "44",
  "Rest of Latin America": "591 506 593 503 502 509 504 505 507 595 598 58 1809 1829 1849 1658 1876 1787 1939",
  "Rest of West Europe": "43 32 45 358 353 47 351 46 41",
  "Rest of Central and East Europe": "355 374 994 375 359 385 420 995 30 371 370 373 389 381 421 386",
  "Rest of Middle East": "973 962 961 967",
  "Rest of Asia Pacific": "93 61 855 86 81 856 976 64 675 63 886 992 66 993 998 84",
  "Rest of Africa":
    "213 244 229 267 226 257 237 235 242 291 251 241 220 233 245 225 254 266 231 218 261 265 223 222 258 264 227 250 221 232 252 211 249 268 255 228 216 256 260 263",
};

/** The market of all codes that no other market has. */
const OTHER = "Other";

/** All markets of the rate card. */
export const markets: readonly string[] = [...Object.keys(callingCodes), OTHER];

const marketByCode = new Map(
  Object.entries(callingCodes).flatMap(([market, codes]) => codes.split(" ").map((code) => [code, market] as const)),
);
const LONGEST_CODE = 4;

/**
 * The market of a recipient: of a number in digits by the longest calling code that it begins with, of a business-scoped user id by its country.
 * Null when neither is known.
 */
export function marketOf(recipient: string | null): string | null {
  if (recipient === null) return null;
  const digits = /^\d+$/.test(recipient) ? recipient : codeOfCountry(recipient);
  if (digits === null) return null;
  for (let length = LONGEST_CODE; length > 0; length -= 1) {
    const market = marketByCode.get(digits.slice(0, length));
    if (market !== undefined) return market;
  }
  return OTHER;
}

/** The calling code of the country with which a user id begins (`US.1234`). */
function codeOfCountry(userId: string): string | null {
  const country = /^([A-Z]{2})\./.exec(userId)?.[1];
  return country !== undefined && isSupportedCountry(country) ? getCountryCallingCode(country as CountryCode) : null;
}
