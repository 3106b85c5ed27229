/** Changing the pace of what is left: asked first, and called off while it still waits. */
import { gettext } from "../../gettext.js";
import { otherPace } from "../selectors/pace.js";

export class PaceChange {
  /** @param {any} actions with `room` and `powers` */
  constructor(actions) {
    this.actions = actions;
  }

  /** Asks before the rest is played the other way, and how slowly. */
  ask() {
    const { state } = this.actions.room;
    if (otherPace(state) === "live") {
      return this.actions.powers.askAmount("change_pace", { format: "live" }, { title: gettext("Play the rest live?"), words: gettext("Play it live"), optional: true });
    }
    const { slow_lots, slow_lot_minutes, slow_reset_minutes, quiet_hours, time_zone } = state.auction.settings;
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const args = {
      format: "slow", slow_lots, slow_lot_minutes, slow_reset_minutes, quiet_hours: quiet_hours ?? "",
      time_zone: time_zone === "UTC" && !quiet_hours ? here : time_zone,
    };
    return this.actions.powers.askAmount("change_pace", args, { title: gettext("Play the rest slowly?"), words: gettext("Play it slowly"), optional: true, pace: true });
  }

  /** Calls a change off that still waits for open lots. */
  keep() {
    return this.actions.powers.run("change_pace", { format: this.actions.room.state.auction.format });
  }
}
