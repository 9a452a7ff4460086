// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.ToolCallingAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;

/**
 * An advisor next to the place that the loop that calls tools has by default, so that the
 * other advisors on this side of it get the application's own tools.
 */
final class ToolsAdvisor implements CallAdvisor, StreamAdvisor, LoopTools.Stop {

	private final LoopTools tools;

	private final String name;

	private final int order;

	private ToolsAdvisor(LoopTools tools, String name, int order) {
		this.tools = tools;
		this.name = name;
		this.order = order;
	}

	static ToolsAdvisor around(LoopTools tools) {
		return new ToolsAdvisor(tools, "callbacks-tools", ToolCallingAdvisor.DEFAULT_ORDER - 1);
	}

	static ToolsAdvisor inside(LoopTools tools) {
		return new ToolsAdvisor(tools, "callbacks-tools-inner", ToolCallingAdvisor.DEFAULT_ORDER + 1);
	}

	@Override
	public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
		return this.tools.call(this, request, chain.getCallAdvisors(), chain::nextCall);
	}

	@Override
	public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
		return this.tools.stream(this, request, chain.getStreamAdvisors(), chain::nextStream);
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public int getOrder() {
		return this.order;
	}

}
