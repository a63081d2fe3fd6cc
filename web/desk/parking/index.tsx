// Parking: the tabs over its pages.
import { Outlet } from "@tanstack/react-router";

export default function ParkingFrame() {
  return <Outlet />;
}
