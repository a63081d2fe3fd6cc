// Where a request meant for Bellhop's public address really goes.
import type { Settings } from "../options.ts";

/** Where a URL under the public base is really brought to; other URLs stay as they are. */
export function toTarget(settings: Pick<Settings, "publicBase" | "target">, url: string): string {
  const { publicBase, target } = settings;
  const rest = url.slice(publicBase.length);
  return url.startsWith(publicBase) && /^($|[/?#])/.test(rest) ? target + rest : url;
}
