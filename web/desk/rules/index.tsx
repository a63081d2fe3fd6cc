// The frame around rules, canned replies and labels.
import { Outlet } from "@tanstack/react-router";

export default function RepliesFrame() {
  return <Outlet />;
}
