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

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import dev.callbacks.Run;
import dev.callbacks.RunStateException;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunInfo;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;

/**
 * The run of an event, as its handler sees it while it works on the event: to read, and
 * to report on. What the handler opens meanwhile is a root of its own that is not told to
 * the handlers of the frames it was opened in.
 * <p>
 * A handler has one frame in a run, which is its lane: there are as many frames as lanes.
 */
abstract class HandlerFrame implements Run {

	final EventRun run;

	final HandlerChannel channel;

	HandlerFrame(EventRun run, HandlerChannel channel) {
		this.run = run;
		this.channel = channel;
	}

	final HandlerChannel channel() {
		return this.channel;
	}

	/**
	 * How many frames lie around a run that is opened here.
	 */
	final int depth() {
		HandlerFrame outer = this.run.frame();
		return 1 + ((outer != null) ? outer.depth() : 0);
	}

	/**
	 * Whether a handler is at work in this frame or in one around it.
	 */
	final boolean isIn(HandlerChannel channel) {
		HandlerFrame outer = this.run.frame();
		return this.channel == channel || (outer != null && outer.isIn(channel));
	}

	@Override
	public final RunInfo info() {
		return this.run.info();
	}

	@Override
	public final CompletionStage<?> emit(String name, @Nullable Object data) {
		this.run.emit(name, data);
		return UserCode.DONE;
	}

	@Override
	public final CompletionStage<?> emitText(String text) {
		this.run.emitText(text);
		return UserCode.DONE;
	}

	@Override
	public final CompletionStage<?> finished() {
		return this.run.finished();
	}

	@Override
	public final CompletionStage<?> emitRetry(int attempt, Duration delay, Throwable error) {
		this.run.emitRetry(attempt, delay, error);
		return UserCode.DONE;
	}

	@Override
	public final CompletionStage<?> emitAction(String tool, @Nullable Object input, String log) {
		this.run.emitAction(tool, input, log);
		return UserCode.DONE;
	}

	@Override
	public final CompletionStage<?> emitFinish(@Nullable Object output, String log) {
		this.run.emitFinish(output, log);
		return UserCode.DONE;
	}

	@Override
	public final boolean wants(EventType type) {
		return this.run.wants(type);
	}

	@Override
	public final boolean wantsTokens() {
		return false;
	}

	@Override
	public final CompletionStage<?> started() {
		return this.run.started();
	}

	@Override
	public final CompletionStage<?> token(ChatChunk chunk) {
		throw notYours();
	}

	@Override
	public final void fold(ChatChunk chunk) {
		throw notYours();
	}

	@Override
	public final CompletionStage<?> end(@Nullable Object result) {
		throw notYours();
	}

	@Override
	public final CompletionStage<?> error(Throwable error, EndReason reason) {
		throw notYours();
	}

	@Override
	public final CompletionStage<?> cancel(EndReason reason) {
		throw notYours();
	}

	private RunStateException notYours() {
		return new RunStateException("Handler '" + this.channel.name()
				+ "' may read the run of its event and report on it, but not drive it");
	}

	@Override
	public final String toString() {
		return "HandlerFrame[" + this.channel.name() + " in " + this.run.info() + "]";
	}

}
