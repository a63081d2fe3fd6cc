// The page of the business's own numbers: a card for each, with what can be set for it; adding and changing them for admins.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { fetched } from "../../kit/fetched.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Page } from "../../kit/Page.tsx";
import { useAddress } from "../../kit/search.ts";
import { useCan } from "../../kit/session.ts";
import { Empty, Shown } from "../../kit/states.tsx";
import { NumberCard } from "./NumberCard.tsx";
import type { OwnNumber } from "./number.ts";

const AddNumber = lazy(() => fetched(() => import("./AddNumber.tsx")));

/** The address keeps what is being added: `?add=new`, or the id of a number that messages came for. */
export default function NumbersPage() {
  const { t } = useTranslation("numbers");
  const can = useCan();
  const [{ add }, change] = useAddress();
  const list = useQuery(read("/api/numbers"));
  const adding = can("admin") && add !== undefined && list.data !== undefined;
  const known = list.data?.numbers.find((one) => String(one.id) === add && one.configured_by === null);
  return (
    <Page
      title={t("title")}
      actions={
        can("admin") ? (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => change({ add: "new" })}>
            {t("add")}
          </Button>
        ) : null
      }
    >
      <Shown of={list}>
        {({ numbers }) =>
          numbers.length === 0 ? (
            <Empty icon="phone" title={t("none")} text={t("none_text")} />
          ) : (
            numbers.map((number) => (
              <NumberCard key={number.id} of={number} onAdd={() => change({ add: String(number.id) })} />
            ))
          )
        }
      </Shown>
      <Suspense>
        {adding ? <AddNumber start={known ? startOf(known) : {}} onClose={() => change({ add: undefined })} /> : null}
      </Suspense>
    </Page>
  );
}

/** What messages told of a number. */
const startOf = ({ provider, external_id, account_id }: OwnNumber) => ({
  ...{ provider, external_id, account_id: account_id ?? "" },
});
