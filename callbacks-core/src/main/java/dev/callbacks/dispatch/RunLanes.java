/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.dispatch;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

import dev.callbacks.CallerLoop;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.DropReason;
import org.jspecify.annotations.Nullable;

/**
 * The handlers of one run, its log, and how an event is brought from there to them.
 * <p>
 * Events are published by the run's appender, one at a time; all else may be called by
 * any thread.
 */
final class RunLanes {

	private static final InlineLane[] NO_INLINE = {};

	private static final int TOKEN = HandlerChannel.bit(EventType.LLM_NEW_TOKEN);

	private final @Nullable CallerLoop caller;

	private final InlineLane[] inline;

	private final Lane[] lanes;

	/** Those of the lanes that are driven by the emitting thread. */
	private final Lane[] driven;

	/** Those of the lanes that get a worker. */
	private final Lane[] woken;

	/** Those that wait for a worker; one entry, unless there are very many lanes. */
	private final ReadyLanes[] ready;

	/** What any lane wants. */
	private final int interest;

	/** The newest piece of the log, and the next slot in it. The appender's. */
	private @Nullable LogChunk chunk;

	private int index;

	RunLanes(EventRun run, RunFamily family, @Nullable CallerLoop caller, Workers workers) {
		this.caller = caller;
		List<InlineLane> inline = new ArrayList<>();
		List<Lane> lanes = new ArrayList<>();
		int interest = 0;
		for (HandlerChannel channel : family.channels()) {
			if (channel.inline) {
				inline.add(new InlineLane(run, channel));
			}
			else {
				lanes.add(new Lane(run, channel, lanes.size(), family.isCutOff(channel)));
				interest |= channel.wants();
			}
		}
		this.inline = inline.isEmpty() ? NO_INLINE : inline.toArray(InlineLane[]::new);
		this.lanes = lanes.toArray(Lane[]::new);
		this.woken = lanes.stream().filter((lane) -> isForWorker(lane.channel(), family)).toArray(Lane[]::new);
		this.driven = lanes.stream().filter((lane) -> !isForWorker(lane.channel(), family)).toArray(Lane[]::new);
		this.interest = interest;
		this.ready = new ReadyLanes[(lanes.size() + ReadyLanes.SIZE - 1) / ReadyLanes.SIZE];
		for (int i = 0; i < this.ready.length; i++) {
			this.ready[i] = new ReadyLanes(workers, this.lanes, i * ReadyLanes.SIZE);
		}
	}

	boolean isEmpty() {
		return this.lanes.length + this.inline.length == 0;
	}

	boolean wants(EventType type) {
		int bit = HandlerChannel.bit(type);
		boolean wants = (this.interest & bit) != 0;
		for (InlineLane lane : this.inline) {
			wants |= (lane.channel().wants() & bit) != 0;
		}
		return wants;
	}

	/**
	 * Calls the inline handlers. The appender's.
	 * @return what has to be rethrown when all others have the event, or {@code null}
	 */
	@Nullable VirtualMachineError callInline(CallbackEvent event) {
		VirtualMachineError fatal = null;
		for (InlineLane lane : this.inline) {
			fatal = first(fatal, lane.call(event));
		}
		return fatal;
	}

	/**
	 * Writes an event to the log, if a lane is to get it, and gets the lanes to work. The
	 * appender's.
	 * @return what has to be rethrown when all others have the event, or {@code null}
	 */
	@Nullable VirtualMachineError publish(CallbackEvent event, @Nullable Barrier barrier) {
		boolean wanted = (this.interest & HandlerChannel.bit(event.type())) != 0 || event instanceof TerminalEvent;
		if (this.lanes.length == 0 || !wanted) {
			return null;
		}
		Object slot = (barrier != null) ? barrier : event;
		LogChunk chunk = chunkWithRoom();
		int index = this.index++;
		chunk.slots[index] = slot;
		return (this.caller != null && this.caller.isOwner()) ? driveInTurn(this.caller, slot, chunk, index)
				: driveTogether(slot, chunk, index);
	}

	private LogChunk chunkWithRoom() {
		LogChunk chunk = this.chunk;
		if (chunk != null && this.index < chunk.slots.length) {
			return chunk;
		}
		LogChunk next = new LogChunk((chunk == null) ? LogChunk.FIRST_SIZE : LogChunk.SIZE);
		if (chunk != null) {
			chunk.next = next;
		}
		this.chunk = next;
		this.index = 0;
		return next;
	}

	private @Nullable VirtualMachineError driveTogether(Object slot, LogChunk chunk, int index) {
		for (Lane lane : this.lanes) {
			offer(lane, slot);
		}
		VarHandle.fullFence();
		for (Lane lane : this.driven) {
			lane.take(chunk, index);
		}
		wake(chunk, index);
		return driveTaken();
	}

	/**
	 * Makes lanes ready and gets them workers, all that are together one.
	 */
	private void wake(LogChunk chunk, int index) {
		long now = 0;
		for (Lane lane : this.woken) {
			if (lane.makeReady(chunk, index)) {
				now = (now != 0) ? now : System.nanoTime();
				lane.readySince(now);
				readyOf(lane).gather(lane);
			}
		}
		if (now != 0) {
			for (ReadyLanes ready : this.ready) {
				ready.addGathered();
			}
		}
	}

	private ReadyLanes readyOf(Lane lane) {
		return this.ready[lane.place() / ReadyLanes.SIZE];
	}

	/**
	 * Gets a lane a worker.
	 */
	void ready(Lane lane) {
		readyOf(lane).add(lane);
	}

	/**
	 * Lets the lanes that wait for a worker drop what they have, at the end of a drain.
	 */
	void dropReady(DropReason reason) {
		for (ReadyLanes ready : this.ready) {
			Lane lane = ready.takeAny();
			while (lane != null) {
				lane.dropReady(reason);
				lane = ready.takeAny();
			}
		}
	}

	private static void offer(Lane lane, Object slot) {
		if (slot instanceof LlmNewToken token) {
			lane.offerToken(token);
		}
		else {
			lane.offer(slot);
		}
	}

	/**
	 * Drives the lanes that were taken, each with the run of its handler current.
	 */
	private @Nullable VirtualMachineError driveTaken() {
		VirtualMachineError fatal = null;
		Run before = null;
		boolean inside = false;
		try {
			for (Lane lane : this.driven) {
				if (lane.isTaken()) {
					Run outer = CurrentRun.set(lane);
					before = inside ? before : outer;
					inside = true;
					fatal = first(fatal, lane.drive());
				}
			}
		}
		finally {
			if (inside) {
				CurrentRun.set(before);
			}
		}
		return fatal;
	}

	/**
	 * Whether a lane gets a worker, as a lane of a blocking handler does unless a handler
	 * at work waits for the run.
	 */
	private static boolean isForWorker(HandlerChannel channel, RunFamily family) {
		return channel.serialized || (channel.onWorker && family.frame() == null) || family.neverHere();
	}

	/**
	 * Offers the event to a lane only when the one before has finished it.
	 */
	private @Nullable VirtualMachineError driveInTurn(CallerLoop caller, Object slot, LogChunk chunk, int index) {
		VirtualMachineError fatal = null;
		for (Lane lane : this.lanes) {
			offer(lane, slot);
			VarHandle.fullFence();
			if (lane.channel().serialized) {
				if (lane.makeReady(chunk, index)) {
					lane.wake(System.nanoTime());
				}
			}
			else {
				lane.take(chunk, index);
				fatal = first(fatal, driveIfTaken(lane));
			}
			caller.runUntil(lane::isIdle);
		}
		return fatal;
	}

	private static @Nullable VirtualMachineError driveIfTaken(Lane lane) {
		if (!lane.isTaken()) {
			return null;
		}
		Run before = CurrentRun.set(lane);
		try {
			return lane.drive();
		}
		finally {
			CurrentRun.set(before);
		}
	}

	static @Nullable VirtualMachineError first(@Nullable VirtualMachineError one, @Nullable VirtualMachineError other) {
		return (one != null) ? one : other;
	}

	/**
	 * Whether every window has room for another token, or for so many windows.
	 */
	boolean hasRoom(int windows) {
		if ((this.interest & TOKEN) != 0) {
			for (Lane lane : this.lanes) {
				if (!lane.hasRoom(windows)) {
					return false;
				}
			}
		}
		return true;
	}

	void watch(long now, long warnAfter) {
		for (InlineLane lane : this.inline) {
			lane.watch(now, warnAfter);
		}
		for (Lane lane : this.lanes) {
			lane.watch(now, warnAfter);
		}
	}

	void giveUpNow() {
		for (Lane lane : this.lanes) {
			lane.giveUpNow();
		}
	}

	void cutOff(HandlerChannel channel) {
		for (Lane lane : this.lanes) {
			if (lane.channel() == channel) {
				lane.cut();
			}
		}
	}

	boolean isCutOff(HandlerChannel channel) {
		for (Lane lane : this.lanes) {
			if (lane.channel() == channel) {
				return lane.isCut();
			}
		}
		return false;
	}

}
