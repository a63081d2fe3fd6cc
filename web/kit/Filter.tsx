// Text and date filters. The field shows what is typed at once; the address gets it when it is a usable value.
import { TextInput, type TextInputProps } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { type Search, useAddress } from "./search.ts";

type Props = Omit<TextInputProps, "name" | "type" | "value" | "onChange" | "onBlur"> & { name: string };

/** A text filter; the address is updated after a pause in typing. */
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
 * A date filter. While a year is typed the field contains the years 2, 20 and 202; these stay in the field and do not reach the address.
 * `besides`: parameters of the address that change with it.
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
