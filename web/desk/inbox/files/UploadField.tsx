// A field for one file: uploads what is chosen, and shows its name until it is taken out.
import { ActionIcon, Button, FileButton } from "@mantine/core";
import { useAction } from "../../../kit/action.ts";
import { Icon } from "../../../kit/Icon.tsx";
import type { Upload } from "./upload.ts";
import styles from "./upload-field.module.css";
import { uploadOne } from "./upload-one.ts";

type Props = {
  label: string;
  /** The name of the file that is there; null: none is. */
  name: string | null;
  /** The types to choose from, as browsers take them; all if left out. */
  accept?: string | undefined;
  take(file: Upload): void;
  /** Takes the file out. */
  drop: { label: string; run(): void };
};

export function UploadField({ label, name, accept, take, drop }: Props) {
  const upload = useAction((file: File) => uploadOne(file, { webp: "image" }), { quiet: true, onDone: take });
  return (
    <div>
      <div className={styles.field}>
        <FileButton
          accept={accept}
          onChange={(file) => file && upload.mutate(file)}
          inputProps={{ "aria-label": label }}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="compact-md"
              leftSection={<Icon name="clip" size={16} />}
              loading={upload.isPending}
            >
              {label}
            </Button>
          )}
        </FileButton>
        {name === null ? null : <bdi className="cut">{name}</bdi>}
        {name === null ? null : (
          <ActionIcon variant="subtle" color="gray" aria-label={drop.label} title={drop.label} onClick={drop.run}>
            <Icon name="close" size={16} />
          </ActionIcon>
        )}
      </div>
      {upload.error ? (
        <p role="alert" className={styles.fault}>
          {upload.error.message}
        </p>
      ) : null}
    </div>
  );
}
