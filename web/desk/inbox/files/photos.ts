// The photos of the open conversation, for the viewer: read page by page until the one that was opened is among them.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { pages } from "../../../api/query.ts";
import type { Kept } from "./file.ts";
import { isKept } from "./file.ts";

/** Photos per page. */
const PER_PAGE = 60;

/** A photo of the conversation. `at`: when its message was sent; null until the list is there. */
type Photo = { id: number; file: Kept; at: string | null };

/** The photo that is shown, its place among all, and the ways to its neighbours (null where there are none). */
export function usePhotos(first: Kept) {
  const { conversationId } = useParams({ strict: false }) as { conversationId?: string };
  const query = useInfiniteQuery({
    ...pages("/api/inbox/conversations/{id}/media", {
      path: { id: Number(conversationId) },
      query: { kind: "photo", limit: PER_PAGE },
    }),
    // Another conversation's photos are none of this one's.
    placeholderData: undefined,
    staleTime: 0,
  });
  const [chosen, choose] = useState<Photo>({ id: first.id, file: first, at: null });
  // Newest first.
  const photos = (query.data?.pages ?? []).flatMap(({ media }) =>
    media.flatMap(({ attachment, at }): Photo[] =>
      isKept(attachment) ? [{ id: attachment.id, file: attachment, at }] : [],
    ),
  );
  const index = photos.findIndex(({ id }) => id === chosen.id);
  const { hasNextPage, isFetching, fetchNextPage } = query;
  // Also when the oldest that is loaded is shown, so that one can go on.
  const lacks = query.isSuccess && hasNextPage && !isFetching && (index === -1 || index >= photos.length - 2);
  useEffect(() => {
    if (lacks) void fetchNextPage();
  }, [lacks, fetchNextPage]);
  const turn = (to: number) => {
    const next = index === -1 ? undefined : photos[to];
    return next ? () => choose(next) : null;
  };
  const shown = photos[index] ?? chosen;
  return {
    shown,
    // Counted from the oldest, so known once all are loaded.
    place: index === -1 || hasNextPage ? null : { at: photos.length - index, all: photos.length },
    older: turn(index + 1),
    newer: turn(index - 1),
  };
}
