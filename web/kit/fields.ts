// The values of a form, and the props that connect inputs to them.
import { type ChangeEvent, useState } from "react";

type NamesOf<T, Value> = { [N in keyof T]: T[N] extends Value ? N : never }[keyof T];
type Typed = ChangeEvent<HTMLInputElement | HTMLTextAreaElement>;

/** Values by name: `<TextInput {...fields.text("name")} />`, `<Switch {...fields.tick("on")} />`, `<Select {...fields.pick("role")} />`. */
export function useFields<T extends Record<string, unknown>>(start: T) {
  const [values, setValues] = useState(start);
  const set = (some: Partial<T>) => setValues((before) => ({ ...before, ...some }));
  return {
    values,
    set,
    text: (name: NamesOf<T, string>) => ({
      name: String(name),
      value: values[name] as string,
      onChange: (event: Typed) => set({ [name]: event.currentTarget.value } as Partial<T>),
    }),
    tick: (name: NamesOf<T, boolean>) => ({
      name: String(name),
      checked: values[name] as boolean,
      onChange: (event: ChangeEvent<HTMLInputElement>) => set({ [name]: event.currentTarget.checked } as Partial<T>),
    }),
    pick: <N extends keyof T>(name: N) => ({
      name: String(name),
      value: values[name],
      onChange: (value: T[N] | null) => set({ [name]: value } as Partial<T>),
    }),
  };
}
