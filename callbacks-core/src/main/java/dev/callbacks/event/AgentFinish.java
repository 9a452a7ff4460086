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
package dev.callbacks.event;

import org.jspecify.annotations.Nullable;

/**
 * An agent decided that it is done.
 *
 * @param run the run
 * @param sequence the place of this event in the run
 * @param nanos nanoseconds from the start of the run to this event
 * @param output its output
 * @param log what the agent says of it
 * @since 0.1.0
 */
public record AgentFinish(RunInfo run, long sequence, long nanos, @Nullable Object output,
		String log) implements CallbackEvent {

	/**
	 * An event without a time, such as for a test.
	 * @param run the run
	 * @param sequence the place of this event in the run
	 * @param output its output
	 * @param log what the agent says of it
	 */
	public AgentFinish(RunInfo run, long sequence, @Nullable Object output, String log) {
		this(run, sequence, 0, output, log);
	}

	@Override
	public EventType type() {
		return EventType.AGENT_FINISH;
	}

	@Override
	public String toString() {
		return "AgentFinish[" + this.run.id() + " #" + this.sequence + "]";
	}

}
