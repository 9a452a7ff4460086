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

import java.util.concurrent.CompletionStage;

import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.EventType;
import dev.callbacks.spi.EventMethod;

/**
 * An inline handler in one run: called by the appender before all others, so that it
 * needs neither log nor thread, and sees and changes the emitting thread's context.
 */
final class InlineHandler {

	private final DispatchedRun run;

	final HandlerChannel channel;

	private final LaneMeter meter;

	final HandlerView view;

	InlineHandler(DispatchedRun run, HandlerChannel channel) {
		this.run = run;
		this.channel = channel;
		this.meter = new LaneMeter(channel.listener);
		this.view = new HandlerView(run, channel);
	}

	/**
	 * Lets the handler work on an event that it wants.
	 * @param tokens how many tokens there were before
	 */
	void call(CallbackEvent appended, long tokens) {
		CallbackEvent event = this.run.view(appended, this.channel);
		boolean timed = event.type() != EventType.LLM_NEW_TOKEN || tokens % LaneMeter.SAMPLE == 0;
		long begin = timed ? System.nanoTime() : 0;
		boolean failed = false;
		for (EventMethod method : this.channel.methods(event.type())) {
			CompletionStage<?> stage = ForeignCode.call(method, event);
			Throwable failure = (stage != ForeignCode.DONE) ? ForeignCode.failure(stage) : null;
			if (failure != null) {
				failed = true;
				this.run.failures().failed(this.channel, event, failure);
			}
		}
		if (timed || failed) {
			this.meter.called(event.type(), tokens, failed, timed ? System.nanoTime() - begin : 0);
		}
	}

	/**
	 * Reports the tokens that it is done with.
	 */
	void report(long tokens) {
		if (this.channel.wants(EventType.LLM_NEW_TOKEN)) {
			this.meter.stepTo(tokens);
		}
	}

}
