// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The lanes of a run, in the order of its handlers. A lane is made when there is
 * something for it, by any thread: until then a handler costs the run nothing.
 */
final class LaneSet {

	private static final VarHandle LANE = MethodHandles.arrayElementVarHandle(Lane[].class);

	/** Those that wait for a worker. */
	final ReadyLanes ready;

	private final RunShared run;

	private final @Nullable Lane[] lanes;

	LaneSet(RunShared run) {
		this.run = run;
		this.lanes = new Lane[run.family.handlers().lanes.length];
		this.ready = new ReadyLanes(this.lanes);
	}

	Lane get(int place) {
		if (this.lanes[place] == null) {
			LANE.compareAndSet(this.lanes, place, null,
					new Lane(this.run, this.ready, this.run.family.handlers().lanes[place], place));
		}
		// there is one now, made here or by another: whoever loses the race sees the
		// winner's
		return Objects.requireNonNull(this.lanes[place]);
	}

	/**
	 * Runs an action for each lane that there is.
	 */
	void forEach(Consumer<Lane> action) {
		for (Lane lane : this.lanes) {
			if (lane != null) {
				action.accept(lane);
			}
		}
	}

	/**
	 * Gives up a handler.
	 */
	void cutOff(HandlerChannel channel) {
		for (int i = 0; i < this.lanes.length; i++) {
			if (this.run.family.handlers().lanes[i].is(channel.descriptor.identity())) {
				get(i).reader.cut();
			}
		}
	}

	/**
	 * Gives up in a run below what was given up here.
	 */
	void handDownCuts(LaneSet child) {
		forEach((lane) -> {
			if (lane.reader.cut) {
				child.cutOff(lane.channel);
			}
		});
	}

}
