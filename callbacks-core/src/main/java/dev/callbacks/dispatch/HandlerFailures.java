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

import dev.callbacks.HandlerTimeoutException;
import dev.callbacks.RunFutures;
import dev.callbacks.event.CallbackEvent;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one run's handlers: logs them, keeps those that the caller shall see,
 * and gives up handlers that overran their time. Any thread's.
 */
final class HandlerFailures {

	private final DispatchedRun run;

	private final RunLanes lanes;

	private final Raised raised = new Raised();

	/** Whether one of the handlers was given up. */
	private volatile boolean givenUp;

	HandlerFailures(DispatchedRun run, RunLanes lanes) {
		this.run = run;
		this.lanes = lanes;
	}

	void failed(HandlerChannel channel, CallbackEvent event, Throwable failure) {
		channel.log.failed(channel.name(), channel.descriptor.handlerClass(), event, failure);
		if (channel.raiseError || RunFutures.isFatal(failure)) {
			raise(channel, event, failure);
		}
	}

	void timedOut(HandlerChannel channel, CallbackEvent event) {
		channel.log.cutOff(channel.name(), event, channel.timeout.toString());
		cutOff(channel);
		if (channel.raiseError) {
			raise(channel, event,
					new HandlerTimeoutException(
							"Handler '" + channel.name() + "' was in " + event.getClass().getSimpleName() + " of run "
									+ this.run.info().id() + " for longer than " + channel.timeout));
		}
	}

	private void raise(HandlerChannel channel, CallbackEvent event, Throwable failure) {
		this.raised.add(event.sequence(), this.lanes.order(channel), failure);
		this.run.failureWasRaised();
	}

	/**
	 * Gives up a handler in this run and those below.
	 */
	private void cutOff(HandlerChannel channel) {
		this.lanes.cutOff(channel);
		this.run.children().forEach((child) -> child.failures().cutOff(channel));
	}

	/**
	 * One of the run's lanes was given up.
	 */
	void laneIsCut() {
		this.givenUp = true;
	}

	boolean areSomeGivenUp() {
		return this.givenUp;
	}

	/**
	 * The first failure that the caller shall see, or {@code null}.
	 */
	@Nullable Throwable first() {
		return this.raised.first();
	}

	/**
	 * What the caller shall see of the run.
	 * @param error what the run ended with, or {@code null}
	 */
	@Nullable Throwable failureOf(@Nullable Throwable error) {
		return this.raised.failureOf(error);
	}

}
