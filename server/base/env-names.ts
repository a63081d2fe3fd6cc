// Finds misspelt names of settings.
import { closest, distance } from "fastest-levenshtein";

/** Warns about names that have no effect but resemble a setting's name, or begin like those of a provider. */
export function misspelt(
  known: readonly string[],
  inFile: readonly string[],
  environment: readonly string[],
): string[] {
  const warningsFor = (name: string, where: string, shortest: number, prefixed: boolean): string[] => {
    const plain = name.toUpperCase().replaceAll("-", "_");
    const best = closest(plain, [...known]);
    if (known.includes(name)) return [];
    if (best.length >= shortest && distance(plain, best) <= Math.max(1, Math.floor(best.length / 6)))
      return [`${name} in ${where} has no effect: did you mean ${best}?`];
    return prefixed && /^(WHATSAPP|TWILIO|GRAPH|BELLHOP|MQTT)_/.test(plain)
      ? [`${name} in ${where} is no setting of Bellhop's and has no effect.`]
      : [];
  };
  const outside = environment.filter((name) => !inFile.includes(name));
  return [
    ...inFile.flatMap((name) => warningsFor(name, ".env", 0, true)),
    // The environment contains the names of many other programs: only long names are compared.
    ...outside.flatMap((name) => warningsFor(name, "the environment", 8, false)),
  ];
}
