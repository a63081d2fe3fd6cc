// FormDialog for pages that rarely show one: loaded when it is first needed.
import { type ComponentProps, lazy, Suspense } from "react";
import type { FormDialog as Dialog } from "./FormDialog.tsx";
import { fetched } from "./fetched.ts";

const Fetched = lazy(() =>
  fetched(async () => {
    const { FormDialog } = await import("./FormDialog.tsx");
    return { default: FormDialog };
  }),
);

/** Same props as FormDialog. */
export const FormDialog = (given: ComponentProps<typeof Dialog>) => (
  <Suspense>
    <Fetched {...given} />
  </Suspense>
);
