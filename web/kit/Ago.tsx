// A relative time that stays current, with the exact time on hover.
import { useEffect, useReducer } from "react";
import { relative, time } from "./format.ts";

/** How long ago (or in what time) something is. */
export function Ago({ at }: { at: string }) {
  const [, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const timer = setInterval(again, 30_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={time(at, "exact")}>
      {relative(at)}
    </time>
  );
}
