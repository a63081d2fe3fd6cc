// The content of a confirmation dialog.
import type { ReactNode } from "react";

export type Question = { title: string; text?: ReactNode; yes: string; danger?: boolean };
