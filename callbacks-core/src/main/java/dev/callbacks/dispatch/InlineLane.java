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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;

import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.spi.EventMethod;
import org.jspecify.annotations.Nullable;

/**
 * An inline handler in one run: called by the appender before all others, so that it
 * needs neither log nor thread, and sees and changes the emitting thread's context.
 */
final class InlineLane extends HandlerFrame {

	private static final VarHandle CALLS;

	static {
		try {
			CALLS = MethodHandles.lookup().findVarHandle(InlineLane.class, "calls", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final LaneMeter meter;

	/** Odd while the handler is called. Read by the watchdog, which may see it late. */
	private int calls;

	/** What the watchdog saw last, and since when. The watchdog's. */
	private int watchedCalls;

	private long watchedSince;

	InlineLane(EventRun run, HandlerChannel channel) {
		super(run, channel);
		this.meter = new LaneMeter(channel.listener);
	}

	/**
	 * Lets the handler work on an event, if it wants it.
	 * @return what has to be rethrown when all others have the event, or {@code null}
	 */
	@Nullable VirtualMachineError call(CallbackEvent appended) {
		if (!this.channel.wants(appended.type())) {
			return null;
		}
		CallbackEvent event = this.run.view(appended, this.channel);
		this.meter.accepted(event.type());
		this.meter.drainBeginsHere();
		if (event.type() != EventType.LLM_NEW_TOKEN) {
			this.meter.eventBegins();
		}
		VirtualMachineError fatal = null;
		boolean failed = false;
		CALLS.setOpaque(this, this.calls + 1);
		Run before = CurrentRun.set(this);
		try {
			for (EventMethod method : this.channel.methods(event.type())) {
				CompletionStage<?> stage = UserCode.call(method, event);
				Throwable failure = (stage == UserCode.DONE) ? null : UserCode.failure(stage);
				if (failure != null) {
					failed = true;
					fatal = (failure instanceof VirtualMachineError error) ? error : fatal;
					this.run.handlerFailed(this.channel, event, failure);
				}
			}
		}
		finally {
			CurrentRun.set(before);
			CALLS.setOpaque(this, this.calls + 1);
		}
		this.meter.finished(event.type(), failed);
		this.meter.drainEnds(false);
		return fatal;
	}

	/**
	 * Warns of a call that lasts.
	 */
	void watch(long now, long warnAfter) {
		int calls = (int) CALLS.getOpaque(this);
		if (calls != this.watchedCalls) {
			this.watchedCalls = calls;
			this.watchedSince = now;
		}
		else if ((calls & 1) == 1 && now - this.watchedSince >= warnAfter) {
			this.run.heldUp(this.channel);
		}
	}

}
