// The dialog with a form for pages that show it rarely: fetched when it is first wanted.
import { type ComponentProps, lazy, Suspense } from "react";
import type { FormDialog as Dialog } from "./FormDialog.tsx";
import { fetched } from "./fetched.ts";

const Fetched = lazy(() =>
  fetched(async () => {
    const { FormDialog } = await import("./FormDialog.tsx");
    return { default: FormDialog };
  }),
);

/** As FormDialog. */
export const FormDialog = (given: ComponentProps<typeof Dialog>) => (
  <Suspense>
    <Fetched {...given} />
  </Suspense>
);
