// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.run;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.CallbackRun;
import dev.callbacks.RunConfig;
import dev.callbacks.RunSpec;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ObjectText;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodClassKey;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.Assert;

/**
 * An interceptor that makes each call of a method a run.
 */
final class RunMethodInterceptor implements MethodInterceptor {

	private final Supplier<CallbackManager> manager;

	private final ParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();

	private final Map<MethodClassKey, RunMethod> methods = new ConcurrentHashMap<>();

	RunMethodInterceptor(Supplier<CallbackManager> manager) {
		this.manager = manager;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Class<?> type = (invocation.getThis() != null) ? invocation.getThis().getClass()
				: invocation.getMethod().getDeclaringClass();
		RunMethod method = this.methods.computeIfAbsent(new MethodClassKey(invocation.getMethod(), type),
				(key) -> find(invocation.getMethod(), type));
		RunSpec call = method.call(this.manager.get(), invocation.getArguments());
		if (call == null) {
			return invocation.proceed();
		}
		Class<?> returned = invocation.getMethod().getReturnType();
		if (returned.isAssignableFrom(CompletableFuture.class) && CompletionStage.class.isAssignableFrom(returned)) {
			return call.callAsync(() -> stage(invocation));
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned);
		if (adapter == null || CompletionStage.class.isAssignableFrom(returned)) {
			return call(call, invocation);
		}
		if (adapter.isMultiValue()) {
			Flux<Object> flux = call.stream(() -> publisher(again(invocation), adapter));
			return (returned.isInstance(flux)) ? flux : adapter.fromPublisher(flux);
		}
		Mono<Object> mono = call.mono(() -> Mono.from(publisher(again(invocation), adapter)));
		return (returned.isInstance(mono)) ? mono : adapter.fromPublisher(mono);
	}

	/**
	 * Returns the invocation for one of several subscriptions: each goes through the rest
	 * of the advice by itself.
	 */
	private static MethodInvocation again(MethodInvocation invocation) {
		return (invocation instanceof ProxyMethodInvocation proxied) ? proxied.invocableClone() : invocation;
	}

	// a method may return null
	@SuppressWarnings("NullAway")
	private static @Nullable Object call(RunSpec call, MethodInvocation invocation) throws Throwable {
		return call.call(() -> RunMethodInterceptor.<RuntimeException>proceed(invocation));
	}

	/**
	 * Throws what the method throws, whatever it is.
	 */
	@SuppressWarnings("unchecked")
	private static <X extends Throwable> @Nullable Object proceed(MethodInvocation invocation) throws X {
		try {
			return invocation.proceed();
		}
		catch (Throwable ex) {
			throw (X) ex;
		}
	}

	@SuppressWarnings("unchecked")
	private static CompletionStage<Object> stage(MethodInvocation invocation) {
		try {
			Object stage = invocation.proceed();
			Assert.state(stage != null, () -> invocation.getMethod() + " returned null instead of a stage");
			return (CompletionStage<Object>) stage;
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static Publisher<Object> publisher(MethodInvocation invocation, ReactiveAdapter adapter) {
		try {
			return adapter.toPublisher(invocation.proceed());
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
	}

	private RunMethod find(Method method, Class<?> type) {
		Method specific = AopUtils.getMostSpecificMethod(method, type);
		CallbackRun run = AnnotatedElementUtils.findMergedAnnotation(specific, CallbackRun.class);
		Assert.state(run != null, () -> specific + " has no @CallbackRun");
		@Nullable String @Nullable [] discovered = this.names.getParameterNames(specific);
		Parameter[] parameters = specific.getParameters();
		String[] names = new String[parameters.length];
		for (int i = 0; i < names.length; i++) {
			String name = (discovered != null) ? discovered[i] : null;
			names[i] = (name != null) ? name : parameters[i].getName();
		}
		return new RunMethod(run, run.name().isEmpty() ? specific.getName() : run.name(), names);
	}

	/**
	 * A method whose calls are runs.
	 */
	private record RunMethod(CallbackRun run, String name, String[] parameters) {

		/**
		 * Returns the call, or {@code null} if the manager has none, as a mock.
		 */
		private @Nullable RunSpec call(CallbackManager manager, @Nullable Object[] arguments) {
			RunSpec bare = manager.run(this.run.kind(), this.name);
			if (bare == null) {
				return null;
			}
			Map<String, @Nullable Object> inputs = new LinkedHashMap<>();
			for (int i = 0; i < arguments.length; i++) {
				inputs.put(this.parameters[i], arguments[i]);
			}
			RunSpec call = bare.with(RunConfig.empty().tags(this.run.tags()))
				.description(this.run.description())
				.inputs(inputs);
			return (arguments.length == 1 && hasInputText(this.run.kind()))
					? call.inputText(ObjectText.of(arguments[0])) : call;
		}

		private static boolean hasInputText(RunKind kind) {
			return kind == RunKind.TOOL || kind == RunKind.RETRIEVER;
		}

	}

}
