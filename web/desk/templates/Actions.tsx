// What an admin does with a template: edit, copy, submit, change its category, delete. Why something cannot be done is said.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { fetched } from "../../kit/fetched.ts";
import { Icon } from "../../kit/Icon.tsx";
import type { Template } from "./template.ts";
import styles from "./templates.module.css";

const CategoryDialog = lazy(() => fetched(() => import("./CategoryDialog.tsx")));
const DeleteDialog = lazy(() => fetched(() => import("./DeleteDialog.tsx")));

/** Meta takes another category only of these. (Meta: message templates, edit.) */
const takesCategory = ({ provider, status }: Template): boolean =>
  provider === "meta" && (status === "rejected" || status === "paused");

export function Actions({ of, onDeleted }: { of: Template; onDeleted(): void }) {
  const { t } = useTranslation("templates");
  const [open, setOpen] = useState<"category" | "delete" | null>(null);
  const close = () => setOpen(null);
  const isSubmittable = of.provider === "twilio" && of.status === "unsubmitted";
  // Meta deletes nothing that it has disabled.
  const isKept = of.provider === "meta" && of.status === "disabled";
  return (
    <>
      <div className={styles.actions}>
        {of.why_not_editable === null ? (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Icon name="edit" size={15} />}
            component={Link}
            to="/templates/$templateId/edit"
            params={{ templateId: String(of.id) } as never}
          >
            {t("edit")}
          </Button>
        ) : null}
        {isSubmittable || takesCategory(of) ? (
          <Button size="compact-sm" variant="default" onClick={() => setOpen("category")}>
            {t(isSubmittable ? "submit" : "category_change")}
          </Button>
        ) : null}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="copy" size={15} />}
          component={Link}
          to="/templates/new"
          search={{ copy: String(of.id) } as never}
        >
          {t("duplicate")}
        </Button>
        {isKept ? null : (
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            leftSection={<Icon name="trash" size={15} />}
            onClick={() => setOpen("delete")}
          >
            {t("delete")}
          </Button>
        )}
      </div>
      {of.why_not_editable ? <p className="quiet">{of.why_not_editable}</p> : null}
      {isKept ? <p className="quiet">{t("delete_disabled")}</p> : null}
      <Suspense>
        {open === "category" ? <CategoryDialog of={of} onClose={close} /> : null}
        {open === "delete" ? <DeleteDialog of={of} onDeleted={onDeleted} onClose={close} /> : null}
      </Suspense>
    </>
  );
}
