// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import dev.callbacks.CallbackManager;
import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;

/**
 * The one for whom a model is asked: an AI service, or whoever calls the model itself.
 */
interface Asker {

	CallbackManager manager();

	/**
	 * The run that the model's run is below.
	 * @return the run, or {@code null}
	 */
	@Nullable Run run();

	/**
	 * A stream has failed, or what it told the asker's handler has made that throw.
	 * @param error the failure
	 */
	void failed(Throwable error);

	/**
	 * A stream was cancelled by its handle.
	 */
	void cancelled();

	/**
	 * An asker whose run is the one that is current on the thread.
	 * @param manager tells the handlers
	 * @return the asker
	 */
	static Asker direct(CallbackManager manager) {
		return new Direct(manager, Run.find().orElse(null));
	}

	/**
	 * An asker that is told of nothing.
	 *
	 * @param manager tells the handlers
	 * @param run the asker's run
	 */
	record Direct(CallbackManager manager, @Nullable Run run) implements Asker {

		@Override
		public void failed(Throwable error) {
		}

		@Override
		public void cancelled() {
		}

	}

}
