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
package dev.callbacks;

import java.util.concurrent.Callable;

import reactor.core.publisher.Mono;

/**
 * A call that blocks, for providers whose libraries know no other.
 *
 * @since 0.1.0
 */
public final class BlockingCall {

	private BlockingCall() {
	}

	/**
	 * The call as a Mono: made by the thread that subscribes, which is interrupted when
	 * the subscription is cancelled, and only while it is in the call.
	 * @param <T> what the call returns
	 * @param call the call
	 * @return the Mono, cold; it fails with what the call throws
	 */
	public static <T> Mono<T> mono(Callable<? extends T> call) {
		return Mono.create((sink) -> {
			BodyThread thread = new BodyThread();
			sink.onCancel(thread::abort);
			if (!thread.enter()) {
				return;
			}
			T result = null;
			Throwable failure = null;
			try {
				result = call.call();
			}
			catch (Throwable ex) {
				failure = ex;
			}
			if (thread.leave()) {
				return;
			}
			if (failure != null) {
				sink.error(failure);
			}
			else {
				sink.success(result);
			}
		});
	}

}
