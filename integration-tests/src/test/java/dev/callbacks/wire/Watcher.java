// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;

/**
 * An advisor of the application that looks where it is called, and may fail.
 */
final class Watcher implements CallAdvisor, StreamAdvisor {

	private final Trace trace;

	private final boolean failing;

	private final @Nullable Throwable failure;

	Watcher(Trace trace) {
		this.trace = trace;
		this.failing = false;
		this.failure = null;
	}

	/**
	 * An advisor that calls nobody.
	 * @param failure what it throws, or {@code null} to return {@code null}
	 */
	Watcher(Trace trace, @Nullable Throwable failure) {
		this.trace = trace;
		this.failing = true;
		this.failure = failure;
	}

	private void watch(String code) {
		this.trace.addThread(code);
		this.trace.add("the user is " + SpringAiRig.USER.get());
	}

	@Override
	@SuppressWarnings("NullAway")
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		watch("advised");
		if (!this.failing) {
			return chain.nextCall(request);
		}
		if (this.failure != null) {
			SpringAiRig.<RuntimeException>sneak(this.failure);
		}
		return null;
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		watch("advised");
		if (!this.failing) {
			return chain.nextStream(request).doOnSubscribe((subscription) -> watch("subscribed in the advisor"));
		}
		return (this.failure != null) ? Flux.error(this.failure) : Flux.empty();
	}

	@Override
	public String getName() {
		return "watcher";
	}

	@Override
	public int getOrder() {
		return this.failing ? 1 : 0;
	}

}
