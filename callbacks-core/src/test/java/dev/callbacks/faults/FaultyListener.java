// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.spi.DispatchListener;
import dev.callbacks.spi.DropReason;
import dev.callbacks.spi.HandlerDescriptor;
import dev.callbacks.spi.HandlerListener;
import dev.callbacks.spi.Outcome;

/**
 * A listener that goes wrong.
 *
 * @param world the cell's
 */
record FaultyListener(World world) implements DispatchListener {

	@Override
	public void opened(RunInfo run) {
		actAt(Place.LISTENER_RUN, Moment.START);
	}

	@Override
	public void ended(RunInfo run, EndReason reason) {
		actAt(Place.LISTENER_RUN, (reason != null) ? Moment.ERROR : Moment.END);
	}

	@Override
	public HandlerListener handler(HandlerDescriptor handler) {
		if (this.world.trigger().isFirstDue(Place.LISTENER_FACTORY)) {
			if (this.world.cell.fault() == Fault.NULL) {
				return null;
			}
			Trigger.<RuntimeException>sneaky(this.world.trigger().failure());
		}
		return new HandlerListener() {

			@Override
			public void accepted(EventType type, long count) {
				actAt(Place.LISTENER_HANDLER, Moment.of(type));
			}

			@Override
			public void finished(EventType type, Outcome outcome, long count, long nanos) {
				actAt(Place.LISTENER_HANDLER, Moment.of(type));
			}

			@Override
			public void dropped(EventType type, DropReason reason, long count) {
				actAt(Place.LISTENER_HANDLER, Moment.of(type));
			}

		};
	}

	private void actAt(Place place, Moment moment) {
		if (this.world.trigger().isDue(place, moment)) {
			this.world.trigger().act();
		}
	}

}
