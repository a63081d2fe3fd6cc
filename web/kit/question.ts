// What a question before something irrevocable says.
import type { ReactNode } from "react";

export type Question = { title: string; text?: ReactNode; yes: string; danger?: boolean };
