// Filters that are typed. What is typed stands in the field at once, and in the address when it says something.
import { TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { type Search, useAddress } from "./search.ts";

type Props = Omit<TextInputProps, "name" | "type" | "value" | "onChange" | "onBlur"> & { name: string };

/** Words; the list follows when one pauses. */
export function WordsFilter({ name, ...rest }: Props) {
  const [address, change] = useAddress();
  const kept = address[name] ?? "";
  const [text, type] = useState(kept);
  useEffect(() => type(kept), [kept]);
  const later = useDebouncedCallback((value: string) => change({ [name]: value.trim() || undefined }), 300);
  return (
    <TextInput
      type="search"
      maxLength={500}
      {...rest}
      value={text}
      onChange={(event) => {
        type(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
    />
  );
}

/**
 * A day. While its year is typed the field holds the years 2, 20 and 202, which nobody means: they stay in the field alone. `besides` is changed in the
 * address together with it.
 */
export function DayFilter({ name, besides, ...rest }: Props & { besides?: Search }) {
  const [address, change] = useAddress();
  const kept = address[name] ?? "";
  const [day, type] = useState(kept);
  useEffect(() => type(kept), [kept]);
  return (
    <TextInput
      type="date"
      max="9999-12-31"
      {...rest}
      value={day}
      onChange={(event) => {
        const next = event.currentTarget.value;
        type(next);
        if (next !== kept && !next.startsWith("0")) change({ [name]: next || undefined, ...besides });
      }}
      onBlur={() => type(kept)}
    />
  );
}
