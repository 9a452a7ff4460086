// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.web.accept.ContentNegotiationManager;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Takes streams that controllers of Spring MVC return. A connection that is slow blocks
 * one thread of its own, and none that serves others.
 */
final class StreamReturnValueHandler
		implements HandlerMethodReturnValueHandler, SmartInitializingSingleton, DisposableBean {

	private static final String THREAD_NAME_PREFIX = "callbacks-stream-";

	private final StreamResponder responder;

	private final ObjectProvider<RequestMappingHandlerAdapter> adapters;

	private final @Nullable ExecutorService threads;

	private final ResponseBodyEmitterReturnValueHandler delegate;

	StreamReturnValueHandler(StreamResponder responder, ObjectProvider<RequestMappingHandlerAdapter> adapters,
			boolean virtualThreads) {
		this.responder = responder;
		this.adapters = adapters;
		this.threads = virtualThreads ? null : threads();
		TaskExecutor executor = (this.threads != null) ? this.threads::execute
				: new VirtualThreadTaskExecutor(THREAD_NAME_PREFIX);
		this.delegate = new ResponseBodyEmitterReturnValueHandler(List.of(new StringHttpMessageConverter(UTF_8)),
				ReactiveAdapterRegistry.getSharedInstance(), executor, new ContentNegotiationManager());
	}

	/**
	 * Creates threads of which there are as many as connections need: one each, and for a
	 * moment another one, since the next event is handed over before the thread of the
	 * last one is idle. Whoever refused or queued a task here would lose a connection or
	 * let it wait for others. The number of connections is limited.
	 */
	private static ExecutorService threads() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(THREAD_NAME_PREFIX);
		factory.setDaemon(true);
		return Executors.newCachedThreadPool(factory);
	}

	/**
	 * Comes before the handlers for entities and bodies, which take all that a
	 * {@code RestController} returns.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.adapters.forEach((adapter) -> {
			List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>();
			handlers.add(this);
			List<HandlerMethodReturnValueHandler> others = adapter.getReturnValueHandlers();
			handlers.addAll((others != null) ? others : List.of());
			adapter.setReturnValueHandlers(handlers);
		});
	}

	@Override
	public boolean supportsReturnType(MethodParameter returnType) {
		// the type of the value, or else what the method declares
		return returnType.getParameterType() == ResumableStream.class
				|| StreamAnswer.isAnswer(ResolvableType.forMethodParameter(returnType));
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
			ModelAndViewContainer mavContainer, NativeWebRequest webRequest) throws Exception {
		ResponseEntity<Flux<ServerSentEvent<String>>> reply = StreamAnswer.of(returnValue)
			.reply(this.responder, webRequest.getHeader(StreamReply.LAST_EVENT_ID),
					StreamVisitor.of(webRequest.getUserPrincipal()))
			.block();
		this.delegate.handleReturnValue(reply, StreamReply.type(), mavContainer, webRequest);
	}

	@Override
	public void destroy() {
		if (this.threads != null) {
			this.threads.shutdownNow();
		}
	}

}
