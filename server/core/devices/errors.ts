// The faults that only devices have. They are told with those of the skill that mounts them.
import { defineFaults } from "../../base/errors.ts";

export const faults = defineFaults({
  SPOT_HAS_DEVICE: { kind: "conflict", title: "The spot has a device already" },
});
