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
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/**
 * What a dispatcher is built with.
 *
 * @param executor runs the workers
 * @param workers how many workers it may run at once
 * @param resize told how many threads the executor needs, when stuck ones are replaced
 * @param work runs bodies, and what follows a barrier
 * @param window how many tokens of a run may be unfinished, unless the handler says
 * @param handlerTimeout how long an invocation may last, unless the handler says
 * @param awaitEnd whether the caller waits for the handlers' work on the end
 * @param callerRuns whether handlers run on the thread of a blocking caller
 * @param enabled whether there are handlers at all
 * @param listener told what happens
 */
record DispatchOptions(Executor executor, int workers, IntConsumer resize, Executor work, int window,
		Duration handlerTimeout, boolean awaitEnd, boolean callerRuns, boolean enabled,
		ForeignCode.Listeners listener) {
}
