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
package dev.callbacks.test;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.Text;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;

/**
 * A blocking handler that keeps every event it gets, for tests of what is fired. Read it
 * after {@link CallbackTests#awaitIdle}. Keeps everything, so it is not for production.
 * <p>
 * <b>Thread-safety</b>: may be in any number of runs at once. <b>Ordering</b>: events of
 * one run are in their order.
 *
 * @since 0.1.0
 */
public class RecordingHandler implements CallbackHandler {

	private final Queue<CallbackEvent> events = new ConcurrentLinkedQueue<>();

	/**
	 * What the handler got so far.
	 * @return the events
	 */
	public List<CallbackEvent> events() {
		return List.copyOf(this.events);
	}

	/**
	 * What the handler got so far of one type.
	 * @param <E> the type
	 * @param type the class of the event, or a supertype of several
	 * @return the events
	 */
	public <E extends CallbackEvent> List<E> events(Class<E> type) {
		return this.events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * Forgets what it got.
	 */
	public void clear() {
		this.events.clear();
	}

	@Override
	public void onChatModelStart(ChatModelStart event) {
		this.events.add(event);
	}

	@Override
	public void onLlmNewToken(LlmNewToken event) {
		this.events.add(event);
	}

	@Override
	public void onLlmEnd(LlmEnd event) {
		this.events.add(event);
	}

	@Override
	public void onLlmError(LlmError event) {
		this.events.add(event);
	}

	@Override
	public void onChainStart(ChainStart event) {
		this.events.add(event);
	}

	@Override
	public void onChainEnd(ChainEnd event) {
		this.events.add(event);
	}

	@Override
	public void onChainError(ChainError event) {
		this.events.add(event);
	}

	@Override
	public void onToolStart(ToolStart event) {
		this.events.add(event);
	}

	@Override
	public void onToolEnd(ToolEnd event) {
		this.events.add(event);
	}

	@Override
	public void onToolError(ToolError event) {
		this.events.add(event);
	}

	@Override
	public void onRetrieverStart(RetrieverStart event) {
		this.events.add(event);
	}

	@Override
	public void onRetrieverEnd(RetrieverEnd event) {
		this.events.add(event);
	}

	@Override
	public void onRetrieverError(RetrieverError event) {
		this.events.add(event);
	}

	@Override
	public void onAgentAction(AgentAction event) {
		this.events.add(event);
	}

	@Override
	public void onAgentFinish(AgentFinish event) {
		this.events.add(event);
	}

	@Override
	public void onRetry(Retry event) {
		this.events.add(event);
	}

	@Override
	public void onText(Text event) {
		this.events.add(event);
	}

	@Override
	public void onCustomEvent(CustomEvent event) {
		this.events.add(event);
	}

	@Override
	public void onLlmStart(LlmStart event) {
		this.events.add(event);
	}

}
