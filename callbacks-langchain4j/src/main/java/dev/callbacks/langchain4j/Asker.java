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
