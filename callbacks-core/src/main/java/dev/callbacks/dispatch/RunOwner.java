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

import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;

/**
 * The run, as its parts see it: what they ask it and tell it.
 */
interface RunOwner {

	/**
	 * Whether the thread that appends is in a handler. That thread's.
	 */
	boolean isInHandler();

	/**
	 * Foreign code threw a fatal error while the run did something.
	 */
	void failedFatally(VirtualMachineError fatal);

	/**
	 * A handler has failed so that the caller shall see it.
	 */
	void failureWasRaised();

	/**
	 * Gives up a handler in this run and those below.
	 */
	void cutOff(HandlerChannel channel);

	/**
	 * The count that tokens may reach, as far as the handlers have come.
	 * @param room how many may be unfinished, given the window of a handler
	 */
	long limit(IntUnaryOperator room);

	/**
	 * There is room for the driver that waits. The appender's.
	 */
	void goOn(CompletableFuture<Object> waiter);

}
