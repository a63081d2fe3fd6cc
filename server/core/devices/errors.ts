// Errors that only devices have. They are documented together with those of the skill that uses devices.
import { defineFaults } from "../../base/errors.ts";

export const faults = defineFaults({
  SPOT_HAS_DEVICE: { kind: "conflict", title: "The spot has a device already" },
});
