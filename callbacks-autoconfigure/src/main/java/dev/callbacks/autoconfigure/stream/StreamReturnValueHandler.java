// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;
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

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

	/** The longest time to look a stream up in other instances. */
	private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(10);

	private final StreamResponder responder;

	private final ObjectProvider<RequestMappingHandlerAdapter> adapters;

	private final @Nullable ExecutorService threads;

	private final ResponseBodyEmitterReturnValueHandler delegate;

	StreamReturnValueHandler(StreamResponder responder, ObjectProvider<RequestMappingHandlerAdapter> adapters,
			int maxReaders, boolean virtualThreads) {
		this.responder = responder;
		this.adapters = adapters;
		this.threads = virtualThreads ? null : threads(maxReaders);
		TaskExecutor executor = (this.threads != null) ? this.threads::execute
				: new VirtualThreadTaskExecutor(THREAD_NAME_PREFIX);
		this.delegate = new ResponseBodyEmitterReturnValueHandler(List.of(new StringHttpMessageConverter(UTF_8)),
				ReactiveAdapterRegistry.getSharedInstance(), executor, new ContentNegotiationManager());
	}

	private static ExecutorService threads(int max) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(THREAD_NAME_PREFIX);
		factory.setDaemon(true);
		return new ThreadPoolExecutor(0, max, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS, new SynchronousQueue<>(),
				factory);
	}

	/**
	 * Comes before the handlers for bodies, which take all that a {@code RestController}
	 * returns.
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
		return returnType.getParameterType() == ResumableStream.class;
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
			ModelAndViewContainer mavContainer, NativeWebRequest webRequest) throws Exception {
		ResponseEntity<Flux<ServerSentEvent<String>>> reply = this.responder
			.reply((ResumableStream) returnValue, webRequest.getHeader(StreamReply.LAST_EVENT_ID),
					StreamOwner.of(webRequest.getUserPrincipal()))
			.block(REPLY_TIMEOUT);
		this.delegate.handleReturnValue(reply, StreamReply.type(), mavContainer, webRequest);
	}

	@Override
	public void destroy() {
		if (this.threads != null) {
			this.threads.shutdownNow();
		}
	}

}
