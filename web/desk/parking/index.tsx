// The frame around parking's pages.
import { Outlet } from "@tanstack/react-router";

export default function ParkingFrame() {
  return <Outlet />;
}
